"""The URLs of our own pages in the admin, below /admin/measures/edition/.

MasswerkAdmin (measures/desk/site.py) includes them behind the sign-in. Their names are in the namespace "admin".
"""

from django.urls import path

from measures.desk import (
    answered_pages,
    archiving_pages,
    autosave,
    comments,
    dead_link_pages,
    enquiry_pages,
    entry,
    entry_image,
    handover_pages,
    help_page,
    history,
    letter_pages,
    list_files,
    mending,
    moderation,
    moving_pages,
    numbers_pages,
    person_pages,
    planning_pages,
    project_pages,
    question_pages,
    reminder_pages,
    reuse_add_page,
    reuse_pages,
    reuse_round_pages,
    reuse_table_pages,
    review_queue,
    several,
    similar_entries,
    steps,
    table_pages,
)

urlpatterns = [
    # The form
    path("add/", entry.add, name="entry_add"),
    path("<key:pk>/change/", entry.edit, name="entry_edit"),
    path("<key:pk>/autosave/", autosave.autosave, name="entry_autosave"),
    path("<key:pk>/preview/", entry.preview, name="entry_preview"),
    path("similar/", similar_entries.similar, name="similar_entries"),
    path("<key:pk>/image/", entry_image.image, name="entry_image"),
    # Steps of editors
    path("<key:pk>/submit/", steps.submit, name="entry_submit"),
    path("<key:pk>/recall/", steps.recall, name="entry_recall"),
    path("<key:pk>/confirm/", steps.confirm, name="entry_confirm"),
    path("<key:pk>/start/", steps.start, name="entry_start"),
    path("<key:pk>/discard/", steps.discard, name="entry_discard"),
    path("<key:pk>/ask-to-archive/", archiving_pages.ask, name="entry_ask_to_archive"),
    path("<key:pk>/take-back-request/", archiving_pages.take_back, name="entry_take_back_request"),
    # Handing an entry over to others
    path("<key:pk>/hand-over/", handover_pages.offer, name="entry_hand_over"),
    path("handovers/", handover_pages.offers, name="handovers"),
    path("handovers/orphans/", handover_pages.orphans, name="orphans"),
    path("handovers/<key:pk>/accept/", handover_pages.accept, name="handover_accept"),
    path("handovers/<key:pk>/decline/", handover_pages.decline, name="handover_decline"),
    path("handovers/<key:pk>/take-back/", handover_pages.take_back, name="handover_take_back"),
    # The same steps with several entries
    path("several/", several.several, name="entries_several"),
    path("help/", help_page.editors_help, name="editors_help"),
    # Comments of editors and moderators
    path("<key:pk>/comments/", comments.comments, name="entry_comments"),
    # History
    path("<key:pk>/history/", history.history, name="entry_history"),
    path("<key:pk>/show/", history.show, name="entry_show"),
    path("<key:pk>/compare/", history.compare_two, name="entry_compare"),
    path("<key:pk>/restore/", history.restore, name="entry_restore"),
    # Decisions of moderators
    path("queue/", review_queue.queue, name="review_queue"),
    path("queue/publish/", review_queue.publish_several, name="publish_several"),
    path("<key:pk>/review/", moderation.review, name="entry_review"),
    path("<key:pk>/mend/", mending.mend, name="entry_mend"),
    path("<key:pk>/take/", moderation.take, name="entry_take"),
    path("<key:pk>/publish/", moderation.publish, name="entry_publish"),
    path("<key:pk>/return/", moderation.return_with_note, name="entry_return"),
    path("<key:pk>/archive/", moderation.archive, name="entry_archive"),
    path("<key:pk>/withdraw/", moderation.withdraw, name="entry_withdraw"),
    path("<key:pk>/move/", moving_pages.move, name="entry_move"),
    path("<key:pk>/decline/", archiving_pages.decline, name="entry_decline"),
    path("<key:pk>/reopen/", archiving_pages.reopen, name="entry_reopen"),
    path("<key:pk>/plan/", planning_pages.plan, name="entry_plan"),
    path("<key:pk>/cancel-plan/", planning_pages.cancel, name="entry_cancel_plan"),
    # Model projects and their editors
    path("projects/", project_pages.projects, name="projects_overview"),
    path("projects/<key:pk>/", project_pages.project, name="project_overview"),
    path("projects/<key:pk>/lead/", moving_pages.change_lead, name="project_lead"),
    # Numbers
    path("numbers/", numbers_pages.numbers, name="numbers"),
    # Mails that remind of something
    path("reminders/", reminder_pages.reminders, name="reminders"),
    path("reminders/<key:pk>/again/", reminder_pages.send_again, name="reminder_again"),
    # Lists as files
    path("lists/<slug:name>.<slug:kind>", list_files.list_file, name="list_file"),
    path("lists/<slug:app>/<slug:model>.<slug:kind>", list_files.admin_list_file, name="admin_list_file"),
    # Web addresses that lead nowhere
    path("links/", dead_link_pages.dead, name="dead_links"),
    # Named persons
    path("persons/", person_pages.persons, name="named_persons"),
    # Who follows lists by mail, and the monthly letter
    path("letter/", letter_pages.letter, name="letter"),
    # Questions of visitors to municipalities
    path("enquiries/", enquiry_pages.enquiries, name="enquiries"),
    path("enquiries/<key:pk>/", enquiry_pages.enquiry, name="enquiry"),
    path("enquiries/<key:pk>/propose/", enquiry_pages.propose, name="enquiry_propose"),
    path("enquiries/<key:pk>/spam/", enquiry_pages.spam, name="enquiry_spam"),
    path("enquiries/<key:pk>/block/", enquiry_pages.block, name="enquiry_block"),
    # Questions and answers for all
    path("answered/", answered_pages.answered_questions, name="answered_questions"),
    path("answered/<key:pk>/", answered_pages.answered_question, name="answered_question"),
    path("answered/<key:pk>/publish/", answered_pages.publish, name="answered_publish"),
    path("answered/<key:pk>/refuse/", answered_pages.refuse, name="answered_refuse"),
    path("answered/<key:pk>/withdraw/", answered_pages.withdraw, name="answered_withdraw"),
    # Re-uses
    path("reuses/", reuse_pages.reuses, name="reuses"),
    path("reuses/add/", reuse_add_page.add, name="reuse_add"),
    path("reuses/asked/", reuse_round_pages.asked, name="reuses_asked"),
    path("reuses/publish/", reuse_round_pages.publish_confirmations, name="reuses_publish"),
    path("reuses/table/", reuse_table_pages.table, name="reuse_table"),
    path("reuses/<key:pk>/", reuse_pages.reuse, name="reuse"),
    path("reuses/<key:pk>/answer/", reuse_pages.answer, name="reuse_answer"),
    path("reuses/<key:pk>/renew/", reuse_pages.renew, name="reuse_renew"),
    path("reuses/<key:pk>/publish/", reuse_pages.publish, name="reuse_publish"),
    path("reuses/<key:pk>/refuse/", reuse_pages.refuse, name="reuse_refuse"),
    path("reuses/<key:pk>/withdraw/", reuse_pages.withdraw, name="reuse_withdraw"),
    # What visitors did not find
    path("questions/", question_pages.open_questions, name="open_questions"),
    path("questions/synonym/", question_pages.add_synonym, name="add_synonym"),
    path("<key:pk>/person/", person_pages.remove, name="entry_remove_person"),
    # Many entries at once
    path("sheet/", table_pages.sheet, name="table_upload"),
    path("sheet/template/", table_pages.template, name="table_template"),
    path("sheet/export/", table_pages.export, name="table_export"),
    path("sheet/<key:pk>/", table_pages.plan, name="table_plan"),
    path("sheet/<key:pk>/reading/", table_pages.read_as, name="table_reading"),
    path("sheet/<key:pk>/undo/", table_pages.undo, name="table_undo"),
    path("sheet/<key:pk>/apply/", table_pages.apply, name="table_apply"),
]

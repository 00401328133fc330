"""R6: of two users who act on one entry at the same moment, no text is overwritten unseen or lost."""

from tests.drills import rounds


def test_of_two_at_once_nobody_loses_what_she_typed(site):
    count = rounds(6, 150)
    report = site.drill("pairs", site.url, count, seconds=rounds(600, 7200))
    for kind, played in report.items():
        print(  # noqa: T201 - the figures of the promise
            f"R6 {kind}, {site.engine}: {count} pairs, {len(played['lost'])} lost, {len(played['broken'])} otherwise"
            f" wrong; {played['outcomes']}. {played['seconds']:.1f} s"
        )
    assert {kind: played["lost"] + played["broken"] for kind, played in report.items()} == {
        "edit_edit": [],
        "edit_submit": [],
        "edit_publish": [],
        "edit_withdraw": [],
    }

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("measures.urls")),
]

handler400 = "measures.views.errors.bad_request"
handler403 = "measures.views.errors.forbidden"
handler404 = "measures.views.errors.not_found"
handler500 = "measures.views.errors.server_error"

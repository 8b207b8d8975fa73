"""URLs of packages, for editors."""

from django.urls import path

from redcloud.web.office.packages import views

urlpatterns = [
    path("library/packages/", views.choose, name="library-packages"),
    path("library/packages/apply/", views.apply, name="library-packages-apply"),
    path("library/items/<uuid:uid>/package/", views.package, name="library-package"),
    path("library/items/<uuid:uid>/package/<int:number>/try/", views.attempt, name="library-package-try"),
    path("library/items/<uuid:uid>/package/<int:number>/file/", views.download, name="library-package-file"),
]

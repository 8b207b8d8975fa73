"""URLs of study."""

from django.urls import path

from redcloud.web.member.study import files, units, views

urlpatterns = [
    path("study/", views.shelf, name="study"),
    path("study/items/<uuid:uid>/", views.item, name="study-item"),
    path("study/items/<uuid:uid>/files/<uuid:file_uid>/", files.file, name="study-item-file"),
    path("study/items/<uuid:uid>/open/", units.launch, name="study-unit-open"),
    path("study/items/<uuid:uid>/newer/", units.newer, name="study-package-newer"),
    path("study/items/<uuid:uid>/begin/", views.begin, name="study-item-begin"),
    path("study/items/<uuid:uid>/done/", views.done, name="study-item-done"),
    path("study/items/<uuid:uid>/refuse/", views.refuse, name="study-item-refuse"),
    path("study/items/<uuid:uid>/wish/", views.wish, name="study-item-wish"),
]

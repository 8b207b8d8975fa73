"""URLs of the editors' library."""

from django.urls import path

from redcloud.web.office.library import suggesting, topics, views

urlpatterns = [
    path("library/", views.library, name="library"),
    path("library/new/", views.new, name="library-item-new"),
    path("library/preview/", views.preview, name="library-preview"),
    path("library/suggest/", suggesting.suggest, name="library-suggest"),
    path("library/items/<uuid:uid>/", views.edit, name="library-item-edit"),
    path("library/items/<uuid:uid>/archive/", views.archive, name="library-item-archive"),
    path("library/topics/", topics.taxonomy, name="library-topics"),
    path("library/topics/<int:topic_id>/", topics.change, name="library-topic-edit"),
]

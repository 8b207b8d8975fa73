"""URLs of the editors' library."""

from django.urls import path

from redcloud.web.office.library import files, lists, suggesting, topics, versions, views

urlpatterns = [
    path("library/", views.library, name="library"),
    path("library/new/", views.new, name="library-item-new"),
    path("library/preview/", views.preview, name="library-preview"),
    path("library/suggest/", suggesting.suggest, name="library-suggest"),
    path("library/lists/", lists.lists, name="library-lists"),
    path("library/lists/apply/", lists.apply, name="library-lists-apply"),
    path("library/lists/undo/", lists.undo, name="library-lists-undo"),
    path("library/template.xlsx", lists.template, name="library-template"),
    path("library/export.zip", lists.export_folder, name="library-export-folder"),
    path("library/export.<slug:form>", lists.export, name="library-export"),
    path("library/items/<uuid:uid>/", views.edit, name="library-item-edit"),
    path("library/items/<uuid:uid>/archive/", views.archive, name="library-item-archive"),
    path("library/items/<uuid:uid>/files/<uuid:file_uid>/remove/", files.remove, name="library-file-remove"),
    path(
        "library/items/<uuid:uid>/files/<uuid:file_uid>/restore/", files.restore, name="library-file-restore"
    ),
    path("library/items/<uuid:uid>/versions/", versions.history, name="library-item-versions"),
    path(
        "library/items/<uuid:uid>/versions/<int:version_id>/restore/",
        versions.restore,
        name="library-version-restore",
    ),
    path("library/items/<uuid:uid>/decide/", versions.decide, name="library-item-decide"),
    path("library/topics/", topics.taxonomy, name="library-topics"),
    path("library/topics/<int:topic_id>/", topics.change, name="library-topic-edit"),
]

"""URLs of where statements go."""

from django.urls import path

from redcloud.web.office.flow import views

urlpatterns = [
    path("office/<int:organisation_id>/flow/", views.flow, name="office-flow"),
    path("office/<int:organisation_id>/flow/kept/", views.kept, name="office-flow-kept"),
    path("office/<int:organisation_id>/flow/<int:target_id>/stop/", views.stop, name="office-flow-stop"),
    path("office/<int:organisation_id>/flow/<int:target_id>/again/", views.again, name="office-flow-again"),
]

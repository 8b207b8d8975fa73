"""URLs of activation."""

from django.urls import path

from redcloud.web.member.activation import views

urlpatterns = [path("activate/", views.activation, name="activate")]

"""URLs of the public ledger."""

from django.urls import path

from redcloud.web.resident.ledger import views

urlpatterns = [path("ledger/", views.public_ledger, name="ledger")]

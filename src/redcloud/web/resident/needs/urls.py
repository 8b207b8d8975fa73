"""URLs of asking and following."""

from django.urls import path

from redcloud.web.resident.needs import asking, following, listing

urlpatterns = [
    path("needs/", listing.needs_public, name="needs-public"),
    path("needs/ask/", asking.need_ask, name="need-ask"),
    path("needs/asked/", asking.need_asked, name="need-asked"),
    path("needs/follow/", following.need_follow, name="need-follow"),
    path("needs/followed/", following.need_followed, name="need-followed"),
    path("needs/followed/photo/", following.need_photo, name="need-photo"),
]

"""The own account: everybody signed in has one; what is a member's own needs a member."""

from tests.web.access import SIGNED_IN, Row
from tests.world import World

MEMBERS = {"member", "colleague", "secretary", "sibling_secretary", "south_member", "south_secretary"}


def rows(world: World) -> list[Row]:
    """Pages and answers; erasing first asks for the password again (302)."""
    yes = {"purpose": "portrait", "answer": "yes"}
    return [
        Row("account", allowed=SIGNED_IN),
        Row("account-language", allowed=SIGNED_IN, method="post", data={"language": "en"}, status={302}),
        Row("account-consent", allowed=MEMBERS, method="post", data=yes, status={302}),
        Row("account-slips", allowed=MEMBERS, method="post", data={"allowed": "no"}, status={302}),
        Row("account-slips-stop", allowed=MEMBERS, method="post", status={302}),
        Row("account-export", allowed=MEMBERS, method="post"),
        # Asked for the password first, so that nobody learns more than that by coming here.
        Row("account-erase", allowed=SIGNED_IN, status={302}),
    ]

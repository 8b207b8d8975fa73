"""``redcloud topics``: teach the text models from what people sorted, now rather than at night."""

from __future__ import annotations

import json
import os
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Topics: the text model that names what a text is about.")


@app.callback()
def group() -> None:
    """Keep the group a group while it has one command."""


@app.command()
def train(
    organisation: Annotated[str, typer.Option(help="Slug; every organisation when left out.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Train where texts or their topics changed. Exit code 1: no such organisation."""
    from redcloud.apps.people.models import Organisation
    from redcloud.apps.topics.actions import train_all

    roots = Organisation.objects.filter(parent=None).order_by("pk")
    if organisation:
        roots = roots.filter(slug=organisation)
        if not roots.exists():
            typer.echo(f"no organisation with the slug {organisation!r}", err=True)
            raise typer.Exit(1)
    made = {
        root.slug or root.name: {version.use: version.texts for version in train_all(root=root)}
        for root in roots
    }
    if as_json:
        typer.echo(json.dumps({"organisations": made}, ensure_ascii=False))
        return
    for name, uses in made.items():
        told = ", ".join(f"{use} from {texts:,} texts" for use, texts in uses.items())
        typer.echo(f"{name}: {told or 'nothing new to learn'}")


def main() -> None:
    """Run as a process of its own beside the worker."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redcloud.config.settings")
    import django

    os.nice(10)  # pages and the worker come first
    django.setup()
    app()


if __name__ == "__main__":
    main()

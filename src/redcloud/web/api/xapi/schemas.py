"""JSON Schemas of what travels over the interface, for its description. What is validated is stricter."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

IRI: Schema = {"type": "string", "format": "iri", "example": "https://lms.example.org/course/1"}
UUID: Schema = {"type": "string", "format": "uuid"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
LANGUAGES: Schema = {"type": "object", "additionalProperties": {"type": "string"}, "example": {"en": "took"}}
EXTENSIONS: Schema = {"type": "object", "description": "Any JSON value under each IRI."}
ACCOUNT: Schema = {
    "type": "object",
    "required": ["homePage", "name"],
    "properties": {"homePage": IRI, "name": {"type": "string"}},
    "additionalProperties": False,
}
_IDENTIFIERS: Schema = {
    "mbox": {"type": "string", "pattern": "^mailto:[a-z]+@[a-z]+[.]org$"},
    "mbox_sha1sum": {"type": "string", "pattern": "^[0-9a-f]{40}$"},
    "openid": IRI,
    "account": ACCOUNT,
}


def _party(kind: str, name: str, more: Schema) -> Schema:
    """Return the schema of an agent or group with one kind of identifier."""
    return {
        "type": "object",
        "required": [name, "objectType"] if kind == "Group" else [name],
        "properties": {
            "objectType": {"const": kind},
            "name": {"type": "string"},
            name: _IDENTIFIERS[name],
            **more,
        },
        "additionalProperties": False,
    }


AGENT: Schema = {
    "description": "Has exactly one of mbox, mbox_sha1sum, openid and account.",
    "oneOf": [_party("Agent", name, {}) for name in _IDENTIFIERS],
    "example": {"mbox": "mailto:li@example.org", "name": "Li"},
}
MEMBERS: Schema = {"member": {"type": "array", "items": {"$ref": "#/components/schemas/Agent"}}}
GROUP: Schema = {
    "description": "An identified group; one without an identifier is known by its members alone.",
    "oneOf": [
        *(_party("Group", name, MEMBERS) for name in _IDENTIFIERS),
        {
            "type": "object",
            "required": ["objectType", "member"],
            "properties": {"objectType": {"const": "Group"}, "member": {**MEMBERS["member"], "minItems": 1}},
            "additionalProperties": False,
        },
    ],
}
PERSON: Schema = {
    "type": "object",
    "required": ["objectType"],
    "properties": {
        "objectType": {"const": "Person"},
        **{name: {"type": "array", "items": schema} for name, schema in _IDENTIFIERS.items()},
        "name": {"type": "array", "items": {"type": "string"}},
    },
    "additionalProperties": False,
}
DEFINITION: Schema = {
    "type": "object",
    "description": "More is allowed for interactions (Data 2.4.4.1).",
    "properties": {
        "name": LANGUAGES,
        "description": LANGUAGES,
        "type": IRI,
        "moreInfo": IRI,
        "extensions": EXTENSIONS,
    },
}
ACTIVITY: Schema = {
    "type": "object",
    "required": ["id"],
    "properties": {"objectType": {"const": "Activity"}, "id": IRI, "definition": DEFINITION},
}
VERB: Schema = {"type": "object", "required": ["id"], "properties": {"id": IRI, "display": LANGUAGES}}
STATEMENT: Schema = {
    "type": "object",
    "description": "Validated by every section of xAPI Data; a refusal names path, rule and section.",
    "required": ["actor", "verb", "object"],
    "properties": {
        "id": UUID,
        "actor": {"anyOf": [{"$ref": "#/components/schemas/Agent"}, {"$ref": "#/components/schemas/Group"}]},
        "verb": VERB,
        "object": {
            "description": "An activity, an agent, a group, a statement reference or a sub-statement.",
            "type": "object",
        },
        "result": {"type": "object"},
        "context": {"type": "object"},
        "timestamp": MOMENT,
        "stored": MOMENT,
        "authority": {"type": "object"},
        "version": {"type": "string"},
        "attachments": {"type": "array", "items": {"type": "object"}},
    },
    "example": {
        "actor": {"mbox": "mailto:li@example.org"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"en": "completed"}},
        "object": {"id": "https://lms.example.org/course/1"},
    },
}
RESULT: Schema = {
    "type": "object",
    "required": ["statements", "more"],
    "properties": {
        "statements": {"type": "array", "items": {"$ref": "#/components/schemas/Statement"}},
        "more": {"type": "string", "description": "Address of the next page; empty on the last one."},
    },
}
ABOUT: Schema = {
    "type": "object",
    "required": ["version"],
    "properties": {
        "version": {"type": "array", "items": {"type": "string"}},
        "extensions": EXTENSIONS,
    },
    "additionalProperties": False,
}
REFUSAL: Schema = {
    "type": "object",
    "required": ["error", "problems"],
    "properties": {
        "error": {"type": "string", "description": "A code that stays the same."},
        "message": {"type": "string", "description": "What to do, in English."},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "rule", "section", "reason"],
                "properties": {
                    "path": {"type": "string"},
                    "rule": {"type": "string", "description": "Anchor of the sentence in xAPI 1.0.3."},
                    "section": {"type": "string"},
                    "reason": {"type": "string"},
                },
            },
        },
    },
}
COMPONENTS: dict[str, Schema] = {
    "Agent": AGENT,
    "Group": GROUP,
    "Person": PERSON,
    "Activity": ACTIVITY,
    "Statement": STATEMENT,
    "StatementResult": RESULT,
    "About": ABOUT,
    "Refusal": REFUSAL,
}

"""The part of SARIF 2.1.0 that the tool writes, as a JSON schema of our own; see sections 3.13 to 3.58 of the standard.

Stricter than the standard: a property that is not listed here is an error. Set TF2MIGRATE_SARIF_SCHEMA to the
path of the official schema to validate against that as well.
"""


def _object(required=(), **properties):
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def _array(items, **more):
    return {"type": "array", "items": items, **more}


_TEXT = _object(["text"], text={"type": "string", "minLength": 1})
_CONTENT = _object(["text"], text={"type": "string"})
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_BAG = {"type": "object"}
_POSITION = {"type": "integer", "minimum": 1}
_OFFSET = {"type": "integer", "minimum": 0}
_REGION = _object(
    startLine=_POSITION,
    startColumn=_POSITION,
    endLine=_POSITION,
    endColumn=_POSITION,
    charOffset=_OFFSET,
    charLength=_OFFSET,
)
_REGION["anyOf"] = [{"required": ["startLine"]}, {"required": ["charOffset"]}]
_ARTIFACT = _object(
    ["uri"], uri={"type": "string", "pattern": r"^[A-Za-z0-9._~%!$&'()*+,;=:@/-]+$"}, uriBaseId={"const": "ROOT"}
)
_LOCATION = _object(
    ["physicalLocation"], physicalLocation=_object(["artifactLocation"], artifactLocation=_ARTIFACT, region=_REGION)
)
_FIX = _object(
    ["artifactChanges"],
    description=_TEXT,
    artifactChanges=_array(
        _object(
            ["artifactLocation", "replacements"],
            artifactLocation=_ARTIFACT,
            replacements=_array(
                _object(["deletedRegion"], deletedRegion=_REGION, insertedContent=_CONTENT), minItems=1
            ),
        ),
        minItems=1,
    ),
)
_RULE = _object(
    ["id"],
    id={"type": "string", "pattern": r"^TFM\d{3}$"},
    name={"type": "string"},
    shortDescription=_TEXT,
    fullDescription=_TEXT,
    help=_TEXT,
    defaultConfiguration=_object(level=_LEVEL),
    properties=_BAG,
)
_RESULT = _object(
    ["message"],
    ruleId={"type": "string"},
    ruleIndex=_OFFSET,
    level=_LEVEL,
    message=_TEXT,
    locations=_array(_LOCATION, minItems=1),
    fixes=_array(_FIX, minItems=1),
    properties=_BAG,
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
)
_NOTIFICATION = _object(["message"], level=_LEVEL, message=_TEXT, locations=_array(_LOCATION))

SCHEMA = _object(
    ["version", "runs"],
    **{"$schema": {"type": "string", "format": "uri"}, "version": {"const": "2.1.0"}},
    runs=_array(
        _object(
            ["tool"],
            tool=_object(
                ["driver"],
                driver=_object(
                    ["name"],
                    name={"const": "tf2migrate"},
                    version={"type": "string"},
                    rules=_array(_RULE, uniqueItems=True),
                ),
            ),
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            originalUriBaseIds={"type": "object"},
            invocations=_array(
                _object(
                    ["executionSuccessful"],
                    executionSuccessful={"type": "boolean"},
                    exitCode={"type": "integer"},
                    toolExecutionNotifications=_array(_NOTIFICATION),
                )
            ),
            results=_array(_RESULT),
        ),
        minItems=1,
        maxItems=1,
    ),
)

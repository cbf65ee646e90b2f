"""Hooks of schemathesis: give most cases the names of things that exist, and count what every operation answered."""

import atexit
import json
import os
import random

import schemathesis
from schemathesis.core.parameters import ParameterLocation

seeded = json.load(open(os.environ["SEEDED"]))
chance = random.Random(7)
answers = {}
turns = {}
# So many cases of every operation ask for what is there, that its good answer does not hang on chance.
certain = 4


def operation_of(case):
    return case.operation.definition.raw["operationId"]


def without_pairs(schema):
    """Schemathesis turns prefixItems into a form that its own check of OpenAPI 3.1 refuses."""
    if isinstance(schema, list):
        return [without_pairs(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "prefixItems" in schema:
        schema = {**schema, "items": {"anyOf": schema["prefixItems"]}}
        del schema["prefixItems"]
    return {name: without_pairs(one) for name, one in schema.items()}


def sign(case, own):
    if own.get("by") != "session":
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {seeded['key']}"}
        return
    name, value = seeded["cookie"].split("=", 1)
    case.cookies = {**(case.cookies or {}), name: value}
    case.headers = {key: one for key, one in (case.headers or {}).items() if key.lower() != "authorization"}


def has_bad_path(case):
    """Where the path is what is wrong with a case, mending it would leave a good request that must not be refused."""
    found = case.meta and case.meta.components.get(ParameterLocation.PATH)
    return bool(found) and found.mode.is_negative


def spare(case, own):
    """Values seen in earlier answers are tried again: where an operation has things of its own, it never gets those to be kept."""
    for name, names in own.get("path", {}).items():
        if (case.path_parameters or {}).get(name) in seeded["kept"]:
            case.path_parameters[name] = chance.choice(names)
    if not isinstance(case.body, dict):
        return
    for name, values in own.get("body", {}).items():
        value = case.body.get(name)
        if isinstance(value, str) and value.lower() in seeded["kept"]:
            case.body = {**case.body, name: chance.choice(values)}


@schemathesis.hook
def before_load_schema(context, raw_schema):
    raw_schema["paths"] = without_pairs(raw_schema["paths"])


@schemathesis.hook
def before_call(context, case, **kwargs):
    operation = operation_of(case)
    own = seeded["operations"].get(operation, {})
    sign(case, own)
    spare(case, own)
    # A case with another verb than the operation's is no turn of the operation.
    if case.method.upper() != case.operation.method.upper():
        return
    turn = turns[operation] = turns.get(operation, -1) + 1
    if turn >= certain and (chance.random() < 0.3 or has_bad_path(case)):
        return
    pick = (lambda list: list[turn % len(list)]) if turn < certain else chance.choice
    for name in case.path_parameters or {}:
        names = own.get("path", {}).get(name, seeded["path"].get(name))
        if names:
            case.path_parameters[name] = pick(names)
    if turn < certain:
        case.query = own.get("query", {})
    if own.get("whole") and (turn < certain or chance.random() < 0.3):
        whole = pick(own["whole"])
        case.body = whole.encode() if isinstance(whole, str) else whole
    elif isinstance(case.body, dict) and chance.random() < 0.6:
        case.body = {**case.body, **{name: pick(values) for name, values in own.get("body", {}).items()}}


@schemathesis.hook
def after_call(context, case, response):
    counts = answers.setdefault(operation_of(case), {})
    status = str(response.status_code)
    counts[status] = counts.get(status, 0) + 1


@atexit.register
def tell():
    with open(os.environ["ANSWERS"], "w") as file:
        json.dump(answers, file)

"""The search attributes that cases are listed by, registered where the server lets us."""

from datetime import datetime

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from tools.errors import Misconfigured, Unavailable
from workflows.naming import SEARCH_ATTRIBUTES


async def expect_attributes(client: Client) -> None:
    """Register what is missing; `Misconfigured` names the command where the server leaves that to an administrator."""
    try:
        known = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=client.namespace)
        )
        missing = {k.name: _kind(k) for k in SEARCH_ATTRIBUTES if k.name not in known.custom_attributes}
        if missing:
            await client.operator_service.add_search_attributes(
                AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
            )
    except RPCError as no:
        raise _hindered(client, no) from no


def _kind(
    key: SearchAttributeKey[str] | SearchAttributeKey[int] | SearchAttributeKey[datetime],
) -> IndexedValueType.ValueType:
    return IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{key.indexed_value_type.name}")


def _hindered(client: Client, no: RPCError) -> Unavailable | Misconfigured:
    if no.status in {RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED}:
        return Unavailable(f"Temporal does not answer: {no.message}")
    named = " ".join(f"--name {k.name} --type {k.indexed_value_type.name.title()}" for k in SEARCH_ATTRIBUTES)
    message = f"the search attributes of namespace {client.namespace} could not be read or registered: {no.message}"
    command = f"temporal operator search-attribute create --namespace {client.namespace} {named}"
    return Misconfigured(message, remedy=f"Let an administrator run: {command}")

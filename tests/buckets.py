"""A bucket on a real server that speaks S3 on loopback: moto's, one for the run."""

import os
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import boto3
import pytest
from django.core.files.storage import storages

from config import addresses
from config.testing.on_demand import ask


class Bucket:
    """A bucket as its owner sees it, who goes past the portal's own storage."""

    def __init__(self, endpoint: str) -> None:
        self.name, self.endpoint = f"b{uuid4().hex}", endpoint
        self.client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            aws_access_key_id="key",
            aws_secret_access_key="secret",
            region_name="us-east-1",
        )
        self.client.create_bucket(Bucket=self.name)

    def url(self, prefix: str = "") -> str:
        """Return the address an operator would write."""
        return f"s3://key:secret@{self.name}/{prefix}?region=us-east-1&endpoint={self.endpoint}"

    def names(self) -> list[str]:
        """Return the name of every object."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name)
        return [entry["Key"] for page in pages for entry in page.get("Contents", ())]

    def put(self, name: str, content: bytes) -> None:
        """Write an object."""
        self.client.put_object(Bucket=self.name, Key=name, Body=content)

    def unfinished(self) -> list[Any]:
        """Return the uploads that were begun and neither completed nor aborted."""
        return self.client.list_multipart_uploads(Bucket=self.name).get("Uploads", [])

    def remove(self) -> None:
        """Delete the objects and the bucket."""
        for page in self.client.get_paginator("list_object_versions").paginate(Bucket=self.name):
            found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
            if found:
                wanted = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
                self.client.delete_objects(Bucket=self.name, Delete={"Objects": wanted})
        self.client.delete_bucket(Bucket=self.name)


@pytest.fixture(scope="session")
def _s3_endpoint() -> str:
    answer = ask(os.environ, "s3")
    if "missing" in answer:
        pytest.skip(answer["missing"])
    return str(answer["endpoint"])


@pytest.fixture
def bucket(_s3_endpoint: str) -> Iterator[Bucket]:
    """Return an empty bucket, which is gone after the test."""
    made = Bucket(_s3_endpoint)
    yield made
    made.remove()


@pytest.fixture
def stored_in(settings: Any) -> Callable[[str, str], Any]:
    """Return a function that lets a storage's name lead to an address for this test and returns the storage."""

    def lead(name: str, url: str) -> Any:
        settings.STORAGES = {**settings.STORAGES, name: addresses.storage(name, url)}
        return storages[name]

    return lead

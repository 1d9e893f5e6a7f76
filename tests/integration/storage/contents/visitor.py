"""Requests as a person's server signs them, or as somebody signs them who should not get in."""

from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from hub_ext.storage.models import Gateway

BUCKET = "home"


class Visitor:
    """Somebody at the agent's door."""

    def __init__(self, port: int, keys: Gateway) -> None:
        self.keys = keys
        self.endpoint = f"http://127.0.0.1:{port}"
        config = Config(
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            retries={"total_max_attempts": 1},
        )
        self.s3: Any = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=keys.access_key,
            aws_secret_access_key=keys.secret_key,
            config=config,
        )

    def put(self, path: str, body: str) -> None:
        self.s3.put_object(Bucket=BUCKET, Key=path, Body=body.encode())

    def get(self, path: str, bucket: str = BUCKET) -> str:
        body: bytes = self.s3.get_object(Bucket=bucket, Key=path)["Body"].read()
        return body.decode()

    def delete(self, path: str) -> None:
        self.s3.delete_object(Bucket=BUCKET, Key=path)

    def names(self, bucket: str = BUCKET) -> list[str]:
        """Every path in the home, asked for as JupyterLab's library does: by a list of version 2."""
        answer = self.s3.list_objects_v2(Bucket=bucket)
        return sorted(entry["Key"] for entry in answer.get("Contents", []))


def refusal(error: ClientError) -> tuple[int, str]:
    """Return the HTTP status and the code of an answer."""
    answer = error.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]

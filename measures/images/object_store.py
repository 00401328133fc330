"""Files in an S3-compatible object store (decision 0061). Needs the extra `s3`: django-storages and boto3."""

from contextlib import contextmanager

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from measures.images.storage import StoreAway

CONNECT_SECONDS, READ_SECONDS, TRIES = 2, 5, 2


class ObjectStore(S3Storage):
    """A bucket that only the application may read.

    endpoint     address of the store; "" for that of Amazon
    region       as the store calls it; some want none
    """

    def __init__(self, *, bucket_name: str, endpoint: str, region: str, access_key: str, secret_key: str) -> None:
        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": TRIES},
            # Not all stores know these checksums of 2025. The content is protected by the signature and by TLS.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            signature_version="s3v4",
            s3={"addressing_style": "path" if endpoint else "auto"},
        )
        super().__init__(
            bucket_name=bucket_name,
            endpoint_url=endpoint or None,
            region_name=region or None,
            access_key=access_key,
            secret_key=secret_key,
            client_config=config,
            transfer_config=TransferConfig(use_threads=False),  # images are small, and a worker has threads already
            file_overwrite=False,
            default_acl=None,  # as the bucket says; many stores refuse access lists
        )

    def url(self, name, parameters=None, expire=None, http_method=None):
        raise ValueError("Files have no address of their own: measures.public.measure_image serves images.")

    def _open(self, name, mode="rb"):
        with store_errors(name):
            file = super()._open(name, mode)
            if "r" in mode:
                file.open()  # now, since the answer has begun when it is read
            return file

    def _save(self, name, content):
        with store_errors(name):
            return super()._save(name, content)

    def exists(self, name):
        with store_errors(name):
            return super().exists(name)

    def delete(self, name):
        with store_errors(name):
            super().delete(name)

    def listdir(self, name):
        with store_errors(name):
            return super().listdir(name)

    def get_modified_time(self, name):
        with store_errors(name):
            return super().get_modified_time(name)


@contextmanager
def store_errors(name):
    """Raise FileNotFoundError for a file that is not there, and StoreAway for all else that the store says."""
    try:
        yield
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            raise FileNotFoundError(name) from error
        raise StoreAway(str(error)) from error
    except BotoCoreError as error:
        raise StoreAway(str(error)) from error

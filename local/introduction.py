"""What a run that is ready tells of itself: where it answers, and what to try."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local import samples
from local.server import HOST, port_of
from local.stack import Deployed


@dataclass(frozen=True)
class Addresses:
    api_port: int
    aws_port: int

    @classmethod
    def of(cls, api: socket.socket, aws: socket.socket) -> "Addresses":
        return cls(port_of(api), port_of(aws))

    @property
    def api_url(self) -> str:
        return f"http://{HOST}:{self.api_port}"

    @property
    def aws_url(self) -> str:
        return f"http://{HOST}:{self.aws_port}"

    def environment(self) -> Mapping[str, str]:
        """What a client needs to reach the run, AWS SDKs and the AWS CLI included."""
        return {
            "API_URL": self.api_url,
            "AWS_ENDPOINT_URL": self.aws_url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }


def introduction(state: Path, addresses: Addresses, deployed: Deployed) -> str:
    """Lays out the sample photos that the commands name."""
    lines = [
        f"{deployed.stack_name} is {'deployed' if deployed.changed else 'as it was'}",
        "",
        f"  API  {addresses.api_url}",
        f"  AWS  {addresses.aws_url}",
        "",
    ]
    folder = state / "samples"
    if samples.lay_out(folder):
        collection = deployed.parameters.get("DefaultCollectionId", "people")
        lines += _commands(folder, addresses.api_url, collection)
    else:
        lines.append("The package with the sample photos is missing: run `make setup`.")
    lines += ["", f"Ctrl-C stops it; its state stays in {state}."]
    return "\n".join(lines)


def _commands(folder: Path, api_url: str, collection: str) -> list[str]:
    faces = f"{api_url}/collections/{collection}"
    return [
        "Labels, then a face into a collection, then the same face found by another photo:",
        "",
        _curl(folder / "astronaut.jpg", f"{api_url}/labels"),
        _curl(folder / "astronaut.jpg", f"'{faces}/faces?image_id=astronaut'"),
        _curl(folder / "astronaut-cropped.jpg", f"{faces}/search"),
    ]


def _curl(photo: Path, url: str) -> str:
    return f"curl --data-binary @{photo} -H 'Content-Type: image/jpeg' {url}"

"""Changes the key with which a service signs its reader tokens, without anybody being locked out on the way.

    python -m infra.rotation --keys keys cards          # three times: each run takes a step and says what follows

A token is checked against `services.jwks.json`, which every service reads when it starts. So the next key is published
before it signs, and the former as long as its tokens live. The keys of the vaults are another thing: they wrap what is
stored, and are never replaced (`infra/keys.py`).
"""

import argparse
import json
import sys
from pathlib import Path

from contracts.readers import SERVICES
from infra.keys import Keys, new_signing_key, public_jwk, publish, write_secret

FOLLOWS = {
    "prepared": "Give every service the new services.jwks.json (ConfigMap service-jwks) and start all of them again.",
    "switched": "Give {service} its new key (Secret {service}-keys), start it again, and wait an hour for old tokens.",
    "retired": "Give every service the new services.jwks.json once more, at the next upgrade.",
}


def rotate(keys: Keys, service: str) -> str:
    """Take the next step of a service's rotation and return which one it was."""
    following, former = keys.next_service_key(service), keys.former_service_key(service)
    if following.exists():
        present = keys.service_key(service).read_text(encoding="utf-8")
        write_secret(former, json.dumps(public_jwk(present)))
        write_secret(keys.service_key(service), following.read_text(encoding="utf-8"))
        following.unlink()
        step = "switched"
    elif former.exists():
        former.unlink()
        step = "retired"
    else:
        write_secret(following, new_signing_key(service))
        step = "prepared"
    publish(keys)
    return step


def main(command_line: list[str]) -> None:
    """Take one step and say what has to be done before the next."""
    parser = argparse.ArgumentParser(prog="python -m infra.rotation", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("service", choices=SERVICES)
    parser.add_argument("--keys", type=Path, required=True, help="folder of the secrets")
    arguments = parser.parse_args(command_line)
    step = rotate(Keys(arguments.keys), arguments.service)
    print(f"{arguments.service}: {step}. {FOLLOWS[step].format(service=arguments.service)}")


if __name__ == "__main__":
    main(sys.argv[1:])

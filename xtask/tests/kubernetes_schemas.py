"""Validates objects strictly against one version of Kubernetes.

Reads a JSON list of objects, prints a JSON object: the version whose schemas were used, and for
each object "accepted", "unknown" (there is no schema of its kind) or what is wrong with it.
"""

import functools
import json
import sys

from kubernetes_validate import utils

# The definitions of a version are read once, not once for each object.
utils.schema_contents = functools.lru_cache(maxsize=None)(utils.schema_contents)


def judge(target, version):
    try:
        used.add(utils.validate(target, version, strict=True))
        return "accepted"
    except utils.SchemaNotFoundError:
        return "unknown"
    except utils.ValidationError as error:
        path = ".".join(str(step) for step in error.path)
        return f"{path}: {error.message}"


version = utils.latest_version() if sys.argv[1] == "newest" else sys.argv[1]
used = set()
outcomes = [judge(target, version) for target in json.load(sys.stdin)]
json.dump({"versions": sorted(used), "outcomes": outcomes}, sys.stdout)

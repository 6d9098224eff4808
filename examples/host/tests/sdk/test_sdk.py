"""Drives a running host with the Python SDK of the API, foundry-platform-sdk 1.111.0.

Usage: test_sdk.py HOST:PORT TOKEN READER_TOKEN

TOKEN may do everything; READER_TOKEN may view the project and has both scopes. Every warning is an
error: the SDK warns where an error answer is not the typed one that it knows.
"""

import sys
import time
import warnings

from foundry_sdk import Config, ConflictError, UnauthorizedError, UserTokenAuth
from foundry_sdk.v2 import FoundryClient
from foundry_sdk.v2.models import errors
from foundry_sdk.v2.models.models import (
    DirectCreateLiveDeploymentTarget,
    LiveDeployment,
    LiveDeploymentGpu,
    LiveDeploymentRuntimeConfiguration,
)

MODEL = "ri.models.main.model.f351c142-0e4c-4b12-adc2-6e1539737ae9"
PROJECT = "ri.compass.main.folder.6f2f2f5e-5a0f-4b3c-9c0c-6d5d8a2a7f01"
UNKNOWN_SOURCE = "ri.magritte..source.00000000-0000-4000-8000-000000000000"
DISABLED_SOURCE = "ri.magritte..source.9be1d3f4-73a2-4f0b-b6c9-5f9a4e2d7c22"
ENABLED_SOURCE = "ri.magritte..source.2c7a9f0e-1d35-4c8e-8d55-0a6f0c1b9a11"
NOBODY = "ri.foundry-ml-live.main.live-deployment.00000000-0000-4000-8000-000000000000"


def configuration(**members):
    defaults = dict(min_replicas=1, max_replicas=2, cpu=1.0, memory="256MiB", sources=[])
    return LiveDeploymentRuntimeConfiguration(
        **{**defaults, "environment_variables": {}, **members}
    )


def target(branch, model=MODEL):
    return DirectCreateLiveDeploymentTarget(type="direct", model_rid=model, branch=branch)


def deployments(address, token):
    client = FoundryClient(
        auth=UserTokenAuth(token), hostname=address, config=Config(scheme="http")
    )
    return client.models.LiveDeployment


def raises(kind, call, **parameters):
    """The call fails with this very class, carrying these parameters."""
    try:
        call()
    except kind as error:
        assert type(error) is kind, (type(error), kind)
        for name, value in parameters.items():
            assert error.parameters[name] == value, (name, error.parameters)
        return
    raise AssertionError(f"no {kind.__name__}")


def walk(api):
    """One deployment through every operation."""
    branch = "acc/8e66 é?&#%2F"
    created = api.create(
        deployment_type=target(branch),
        runtime_configuration=configuration(environment_variables={"KEY": "é"}),
        preview=True,
    )
    assert isinstance(created, LiveDeployment)
    assert (created.branch, created.status.state) == (branch, "STARTING"), created
    rid = created.rid
    for _ in range(100):
        shown = api.get(rid, preview=True)
        if shown.status.state == "ACTIVE" and shown.status.is_ready:
            break
        time.sleep(0.1)
    else:
        raise AssertionError(f"not active: {shown}")
    listed = api.list(model_rid=MODEL, branch=branch, preview=True)
    assert [one.rid for one in listed.data] == [rid], listed
    assert api.list(model_rid=MODEL, branch="none", preview=True).data == []

    replaced = api.replace(rid, runtime_configuration=configuration(cpu=0.5), preview=True)
    assert replaced.runtime_configuration.cpu == 0.5

    def give_source():
        wanted = configuration(sources=[ENABLED_SOURCE])
        return api.replace(rid, runtime_configuration=wanted, preview=True)

    while_running = errors.LiveDeploymentSourcesCannotBeUpdatedWhileRunning
    raises(while_running, give_source, liveDeploymentRid=rid)
    assert api.disable(rid, preview=True) is None
    assert api.get(rid, preview=True).status.state == "DISABLED"
    assert give_source().runtime_configuration.sources == [ENABLED_SOURCE]
    assert api.start(rid, preview=True) is None

    def create_again():
        wanted = configuration()
        api.create(deployment_type=target(branch), runtime_configuration=wanted, preview=True)

    raises(ConflictError, create_again, liveDeploymentRid=rid)
    return rid


def refusals(api):
    """Every typed error of a request that may not be granted."""

    def create(branch="refused", model=MODEL, **members):
        return lambda: api.create(
            deployment_type=target(branch, model),
            runtime_configuration=configuration(**members),
            preview=True,
        )

    raises(
        errors.ThreadCountTooHigh,
        create(thread_count=1000),
        maxThreadCount=256,
        providedThreadCount=1000,
    )
    raises(
        errors.InvalidGpuCount,
        create(gpu=LiveDeploymentGpu(count=100, type="T4")),
        providedGpuCount=100,
        maxGpuCount=4,
    )
    raises(
        errors.GpuTypeNotAvailable,
        create(gpu=LiveDeploymentGpu(count=1, type="V100")),
        requestedGpuType="V100",
        availableGpuTypes=["A100", "A10G", "H100", "T4"],
    )
    raises(
        errors.ReservedEnvironmentVariable,
        create(environment_variables={"CLIENT_ID": "x"}),
        name="CLIENT_ID",
    )
    raises(
        errors.DeploymentSourceNotImportedIntoProject,
        create(sources=[UNKNOWN_SOURCE]),
        sourceRid=UNKNOWN_SOURCE,
        projectRid=PROJECT,
    )
    raises(
        errors.DeploymentSourceNotEnabledForComputeModules,
        create(sources=[DISABLED_SOURCE]),
        sourceRid=DISABLED_SOURCE,
    )
    other = "ri.models.main.model.00000000-0000-4000-8000-000000000000"
    raises(errors.ModelNotFound, create(model=other), modelRid=other)
    raises(
        errors.ModelNotFound, lambda: api.list(model_rid=other, preview=True), modelRid=other
    )
    for operation in (api.get, api.disable, api.start):
        raises(
            errors.LiveDeploymentNotFound,
            lambda: operation(NOBODY, preview=True),
            liveDeploymentRid=NOBODY,
        )


def rights(address, reader, rid):
    """A token that may only view, and one that is not known."""
    api = deployments(address, reader)
    wanted = configuration()
    assert api.get(rid, preview=True).rid == rid
    raises(
        errors.CreateLiveDeploymentPermissionDenied,
        lambda: api.create(
            deployment_type=target("x"), runtime_configuration=wanted, preview=True
        ),
    )
    raises(
        errors.ReplaceLiveDeploymentPermissionDenied,
        lambda: api.replace(rid, runtime_configuration=wanted, preview=True),
        liveDeploymentRid=rid,
    )
    raises(
        errors.DisableLiveDeploymentPermissionDenied,
        lambda: api.disable(rid, preview=True),
        liveDeploymentRid=rid,
    )
    raises(
        errors.StartLiveDeploymentPermissionDenied,
        lambda: api.start(rid, preview=True),
        liveDeploymentRid=rid,
    )
    try:
        deployments(address, "wrong").get(rid, preview=True)
    except UnauthorizedError:
        return
    raise AssertionError("no UnauthorizedError")


def main():
    warnings.simplefilter("error", UserWarning)
    address, token, reader = sys.argv[1:]
    api = deployments(address, token)
    rid = walk(api)
    refusals(api)
    rights(address, reader, rid)
    print("ok")


main()

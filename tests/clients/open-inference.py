"""What the HTTP client of Triton gets from an endpoint: reads where to ask, prints one JSON object."""

import json
import sys

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

given = json.load(sys.stdin)
bearer = {"Authorization": "Bearer " + given["key"]}
client = triton.InferenceServerClient(url=given["host"])


def asked(texts, shape=None, binary=True):
    array = np.array([text.encode() for text in texts], dtype=np.object_).reshape(shape or [len(texts)])
    one = triton.InferInput("text", list(array.shape), "BYTES")
    return [one.set_data_from_numpy(array, binary_data=binary)]


def wanted(*names, binary=True):
    return [triton.InferRequestedOutput(name, binary_data=binary) for name in names]


def plain(array):
    return [one.decode() if isinstance(one, bytes) else one for one in array.flatten().tolist()]


def infer(inputs, name="support", headers=None, **more):
    # The client writes into the headers that it is given.
    result = client.infer(name, inputs, headers=dict(headers or bearer), **more)
    outputs = [output["name"] for output in result.get_response()["outputs"]]
    tensors = {output: result.as_numpy(output) for output in outputs}
    return {
        "response": {part: value for part, value in result.get_response().items() if part != "outputs"},
        "tensors": {output: plain(array) for output, array in tensors.items()},
        "shapes": {output: list(array.shape) for output, array in tensors.items()},
        "types": {output: str(array.dtype) for output, array in tensors.items()},
    }


def refusal(ask):
    try:
        return {"answered": ask()}
    except InferenceServerException as refused:
        return {"status": refused.status(), "message": refused.message()}


texts = given["texts"]
both = wanted("label", "score")
plainly = wanted("label", "score", binary=False)
wrong = {"Authorization": "Bearer hl_nobody"}
odd = triton.InferInput("text", [1], "FP32").set_data_from_numpy(np.array([1], dtype=np.float32))

print(
    json.dumps(
        {
            "live": client.is_server_live(),
            "ready": client.is_server_ready(),
            "modelReady": client.is_model_ready("support", headers=dict(bearer)),
            "versionReady": client.is_model_ready("support", "1", headers=dict(bearer)),
            "readyElsewhere": [
                client.is_model_ready("nowhere", headers=dict(bearer)),
                client.is_model_ready("support", "7", headers=dict(bearer)),
                client.is_model_ready("support"),
            ],
            "server": client.get_server_metadata(headers=dict(bearer)),
            "model": client.get_model_metadata("support", headers=dict(bearer)),
            "version": client.get_model_metadata("support", "1", headers=dict(bearer)),
            "binary": infer(asked(texts), request_id="42", outputs=both),
            "json": infer(asked(texts, binary=False), request_id="42", outputs=plainly),
            "mixed": infer(asked(texts, binary=False), outputs=wanted("label") + wanted("score", binary=False)),
            "everything": infer(asked(texts, [len(texts), 1]), parameters={"anything": "at all"}, priority=3),
            "otherHeader": infer(asked(texts), headers={"x-api-key": given["key"]}, model_version="1", outputs=both),
            "gzip": infer(asked(texts), request_compression_algorithm="gzip", outputs=both),
            "deflate": infer(
                asked(texts),
                request_compression_algorithm="deflate",
                response_compression_algorithm="gzip",
                outputs=both,
            ),
            "many": len(infer(asked(["again"] * 1000), outputs=both)["tensors"]["label"]),
            "wrongKey": refusal(lambda: infer(asked(texts), headers=wrong)),
            "wrongName": refusal(lambda: infer(asked(texts), name="nowhere")),
            "wrongVersion": refusal(lambda: infer(asked(texts), model_version="7")),
            "wrongShape": refusal(lambda: infer(asked(texts, [1, len(texts)]))),
            "wrongType": refusal(lambda: infer([odd])),
            "wrongOutput": refusal(lambda: infer(asked(texts), outputs=wanted("probability"))),
            "tooMany": refusal(lambda: infer(asked(["again"] * 1001))),
            "notUtf8": refusal(
                lambda: infer(
                    [triton.InferInput("text", [1], "BYTES").set_data_from_numpy(np.array([b"\xff"], dtype=np.object_))]
                )
            ),
            "metadataRefused": refusal(lambda: client.get_model_metadata("nowhere", headers=dict(bearer))),
        }
    )
)

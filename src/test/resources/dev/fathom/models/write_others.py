"""Writes models with safetensors, Keras, h5py and onnx themselves, and beside each a text of what is in it."""
import json
import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"
import h5py
import keras
import ml_dtypes
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file

folder = Path(sys.argv[1])
random = np.random.default_rng(0)


def expect(file, arrays):
    lines = []
    for name, array in arrays.items():
        shape = "x".join(map(str, array.shape))
        numbers = " ".join(repr(float(v)) for v in np.asarray(array, np.float64).reshape(-1))
        lines.append(f"{name}|{shape}|{numbers}\n")
    (folder / (file + ".txt")).write_text("".join(lines))


def normal(*shape):
    return random.standard_normal(shape).astype(np.float32)


# safetensors, whole and in the shards of a Hugging Face folder
arrays = {"a.weight": normal(4, 3), "a.bias": normal(4), "b.weight": normal(2, 4).astype(np.float16),
          "c": normal(3).astype(np.float64), "d": normal(2, 2).astype(ml_dtypes.bfloat16)}
save_file({**arrays, "steps": np.arange(3)}, folder / "whole.safetensors")
expect("whole.safetensors", arrays)
shards = folder / "folder"
shards.mkdir()
names = list(arrays)
where = {n: f"model-0000{1 + i % 2}-of-00002.safetensors" for i, n in enumerate(names)}
for shard in set(where.values()):
    save_file({n: arrays[n] for n in names if where[n] == shard}, shards / shard)
(shards / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": where}))
expect("folder", arrays)

# Keras: a layer's own name is not the one of its group in the file
model = keras.Sequential([
    keras.Input((5,)), keras.layers.Dense(7, "relu", name="zeta"), keras.layers.BatchNormalization(name="norm"),
    keras.layers.Dense(4, name="middle"), keras.layers.Dense(3, name="alpha")])
model.compile("adam", "mse")
model.optimizer.build(model.trainable_variables)
weights = {}
for layer in model.layers:
    for variable in layer.weights:
        weights[f"{layer.name}/{variable.name}"] = np.asarray(variable)
for file in ["keras3.keras", "keras3.weights.h5", "old.h5"]:
    if file.endswith(".weights.h5"):
        model.save_weights(folder / file)
    else:
        model.save(folder / file)
    expect(file, weights)
x = keras.Input((6, 8))
y = keras.layers.MultiHeadAttention(2, 4, name="attention")(x, x)
y = keras.layers.LayerNormalization(name="norm")(y)
y = keras.layers.Conv1D(5, 3, name="convolution")(y)
keras.Model(x, keras.layers.LSTM(3, name="memory")(y)).save(folder / "shapes.keras")

# HDF5 as h5py users write it: in chunks, packed, big-endian, in halves
with h5py.File(folder / "own.h5", "w") as h5:
    own = {"W1": normal(5, 3), "net/W2": normal(40, 6), "net/half": normal(4, 4).astype(np.float16),
           "big": normal(3, 2).astype(">f4"), "double": normal(2, 3, 4).astype(np.float64)}
    how = {"net/W2": dict(chunks=(7, 4), compression="gzip", shuffle=True), "double": dict(chunks=True)}
    for name, array in own.items():
        h5.create_dataset(name, data=array, **how.get(name, {}))
    h5.create_dataset("labels", data=np.arange(4))
    expect("own.h5", own)
with h5py.File(folder / "userblock.h5", "w", userblock_size=512) as h5:
    h5["w"] = own["W1"]
    expect("userblock.h5", {"w": own["W1"]})

# ONNX: in the graph's order, raw and in typed fields, within the file and beside it
first, second, bias = normal(7, 5), normal(3, 7), normal(7)
typed = helper.make_tensor("second", TensorProto.FLOAT, second.shape, second.flatten().tolist())
graph = helper.make_graph(
    [helper.make_node("Gemm", ["x", "zfirst", "bias"], ["h"], transB=1),
     helper.make_node("Relu", ["h"], ["r"]),
     helper.make_node("Gemm", ["r", "second"], ["y"], transB=1)],
    "net",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 5])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 3])],
    [typed, numpy_helper.from_array(bias, "bias"), numpy_helper.from_array(first, "zfirst"),
     numpy_helper.from_array(np.arange(3), "steps")])
proto = helper.make_model(graph)
onnx.checker.check_model(proto)
onnx.save(proto, folder / "net.onnx")
expect("net.onnx", {"zfirst": first, "bias": bias, "second": second})
beside = onnx.ModelProto()
beside.CopyFrom(proto)
onnx.save(beside, folder / "beside.onnx", save_as_external_data=True, location="beside.data", size_threshold=0)
expect("beside.onnx", {"zfirst": first, "bias": bias, "second": second})

# numpy: more than two axes, the first index fastest, big-endian
deep = {"turned": np.asfortranarray(normal(2, 3, 4)), "swapped": normal(3, 2).astype(">f8"), "scalar": np.float32(2.5)}
np.savez(folder / "plain.npz", **deep)
np.savez_compressed(folder / "packed.npz", **deep)
expect("plain.npz", {n: np.asarray(v) for n, v in deep.items()})
expect("packed.npz", {n: np.asarray(v) for n, v in deep.items()})

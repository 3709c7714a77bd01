"""Weights that claimbook writes, read by Python's `safetensors`, and the other way round."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
import safetensors
from safetensors.numpy import load_file, save_file

SCRIPT = Path(__file__).resolve().parent / "models.mjs"

EVERY_HALF = np.arange(2**16, dtype=np.uint32).astype(np.uint16)


def copy(folder, out, dtype="F32"):
    command = ["node", str(SCRIPT), "copy", str(folder), str(out), dtype]
    subprocess.run(command, check=True, timeout=60)
    return out


def raw(file):
    """Type, shape and bytes of every tensor."""
    found = safetensors.deserialize(Path(file).read_bytes())
    return {name: (each["dtype"], list(each["shape"]), bytes(each["data"])) for name, each in found}


def floats(seed=1):
    """Single precision of every kind: ordinary, subnormal, infinite, NaN, and what lies half way between two halves."""
    random = np.random.default_rng(seed)
    bits = random.integers(0, 2**32, 20_000, dtype=np.uint32).view(np.float32)
    halves = EVERY_HALF.view(np.float16).astype(np.float32)
    with np.errstate(all="ignore"):
        between = (halves[:-1] + halves[1:]) / np.float32(2)
    return np.concatenate([bits, halves, between, random.standard_normal(1000, dtype=np.float32)])


def same_but_nan(ours, theirs, is_nan):
    """Bit for bit; which NaN it is may differ."""
    assert np.array_equal(is_nan(ours), is_nan(theirs))
    kept = ~is_nan(ours)
    assert np.array_equal(ours[kept], theirs[kept])


def half_nan(bits):
    return (bits & 0x7FFF) > 0x7C00


def bfloat_nan(bits):
    return (bits & 0x7FFF) > 0x7F80


def test_python_writes_float32(tmp_path):
    tensors = {
        "b.weight": floats().reshape(-1, 1),
        "a.bias": np.arange(6, dtype=np.float32).reshape(2, 3),
        "scalar": np.array(3.5, np.float32),
        "empty": np.zeros((0, 4), np.float32),
        "größe 大": np.ones((1, 1, 2), np.float32),
        "position_ids": np.arange(5, dtype=np.int64),
    }
    save_file(tensors, str(tmp_path / "model.safetensors"), metadata={"format": "pt"})
    back = raw(copy(tmp_path, tmp_path / "out.safetensors"))
    del tensors["position_ids"]
    assert back.keys() == tensors.keys()
    for name, value in tensors.items():
        assert back[name] == ("F32", list(value.shape), value.tobytes())


def test_python_writes_halves(tmp_path):
    file = tmp_path / "model.safetensors"
    save_file({"brain": EVERY_HALF, "half": EVERY_HALF.view(np.float16).reshape(256, 256)}, str(file))
    # NumPy has no bfloat16 of its own: the same bytes under another name.
    content = file.read_bytes().replace(b'"dtype":"U16"', b'"dtype":"BF16"')
    length = int.from_bytes(content[:8], "little") + len(content) - file.stat().st_size
    file.write_bytes(length.to_bytes(8, "little") + content[8:])
    assert raw(file)["brain"][0] == "BF16"
    back = raw(copy(tmp_path, tmp_path / "out.safetensors"))
    brain = (EVERY_HALF.astype(np.uint32) << 16).tobytes()
    assert back["brain"] == ("F32", [2**16], brain)
    ours = np.frombuffer(back["half"][2], np.float32)
    theirs = EVERY_HALF.view(np.float16).astype(np.float32)
    same_but_nan(ours.view(np.uint32), theirs.view(np.uint32), lambda bits: (bits & 0x7FFFFFFF) > 0x7F800000)


def test_python_reads_float16(tmp_path):
    values = floats(2)
    save_file({"w": values}, str(tmp_path / "model.safetensors"))
    dtype, shape, data = raw(copy(tmp_path, tmp_path / "out.safetensors", "F16"))["w"]
    assert (dtype, shape) == ("F16", [len(values)])
    with np.errstate(all="ignore"):
        theirs = values.astype(np.float16).view(np.uint16)
    same_but_nan(np.frombuffer(data, np.uint16), theirs, half_nan)


def test_python_reads_bfloat16(tmp_path):
    values = floats(3)
    save_file({"w": values}, str(tmp_path / "model.safetensors"))
    dtype, shape, data = raw(copy(tmp_path, tmp_path / "out.safetensors", "BF16"))["w"]
    assert (dtype, shape) == ("BF16", [len(values)])
    bits = values.view(np.uint32).astype(np.uint64)
    theirs = ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)
    nan = np.isnan(values)
    theirs[nan] = 0x7FC0
    same_but_nan(np.frombuffer(data, np.uint16), theirs, bfloat_nan)


def test_same_bytes_as_python(tmp_path):
    random = np.random.default_rng(4)
    tensors = {f"encoder.layer.{i}.weight": random.standard_normal((i + 1, 7), dtype=np.float32) for i in range(12)}
    tensors["größe"] = np.ones(3, np.float32)
    theirs = tmp_path / "model.safetensors"
    save_file(tensors, str(theirs), metadata={"format": "pt"})
    ours = copy(tmp_path, tmp_path / "out.safetensors")
    assert ours.read_bytes() == theirs.read_bytes()
    assert load_file(str(ours)).keys() == tensors.keys()


def test_shards(tmp_path):
    shards = [{"a": np.ones((2, 2), np.float32)}, {"b": np.full(3, 2, np.float32), "c": np.zeros(1, np.float32)}]
    names = [f"model-{i + 1:05}-of-00002.safetensors" for i in range(2)]
    for name, shard in zip(names, shards):
        save_file(shard, str(tmp_path / name))
    index = {tensor: name for name, shard in zip(names, shards) for tensor in shard}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": index}))
    back = load_file(str(copy(tmp_path, tmp_path / "out.safetensors")))
    for name, value in {**shards[0], **shards[1]}.items():
        assert np.array_equal(back[name], value)


@pytest.mark.parametrize("cut", [1, 100])
def test_both_refuse_a_file_that_is_cut_off(tmp_path, cut):
    file = tmp_path / "model.safetensors"
    save_file({"encoder.weight": np.ones((9, 9), np.float32)}, str(file))
    file.write_bytes(file.read_bytes()[:-cut])
    with pytest.raises(safetensors.SafetensorError):
        load_file(str(file))
    command = ["node", str(SCRIPT), "copy", str(tmp_path), str(tmp_path / "out.safetensors"), "F32"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ran.returncode != 0
    assert "tensor encoder.weight should end at byte" in ran.stderr

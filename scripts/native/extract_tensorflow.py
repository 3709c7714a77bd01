"""Unpacks TensorFlow's C library and the headers of its C API out of a wheel: WHEEL FOLDER -> FOLDER/{lib,include}."""

import os
import re
import shutil
import sys
import zipfile

LIBRARY = re.compile(r"tensorflow/(libtensorflow(?:_cc|_framework)\.so\.\d+)$")
# The C API includes a few headers of TensorFlow's C++ side, which the wheel keeps in several source trees.
HEADER = re.compile(
    r"tensorflow/include/(?:external/(?:local_xla|local_tsl)/)?"
    r"((?:(?:xla/)?tsl|tensorflow)/c/.*\.h"
    r"|.*(?:ctstring|platform/bfloat16|/c_api_macros|platform/macros)[^/]*\.h)$"
)


def place(name):
    """Where a file of the wheel belongs below FOLDER, or None."""
    if library := LIBRARY.match(name):
        return os.path.join("lib", library[1])
    if header := HEADER.match(name):
        return os.path.join("include", *header[1].split("/"))
    return None


def main(wheel, folder):
    found = set()
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            target = place(entry.filename)
            if target is None:
                continue
            found.add(os.path.basename(target))
            path = os.path.join(folder, target)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if entry.file_size > 1e6:
                print(f"  {target} ({entry.file_size / 1e6:.0f} MB)", flush=True)
            # Reading to the end also checks the entry's CRC.
            with archive.open(entry) as source, open(path, "wb") as sink:
                shutil.copyfileobj(source, sink, 1 << 24)
    for name, link in {
        "libtensorflow_cc.so.2": "libtensorflow.so",
        "libtensorflow_framework.so.2": "libtensorflow_framework.so",
    }.items():
        if name not in found:
            sys.exit(f"{wheel} has no {name}")
        path = os.path.join(folder, "lib", link)
        if os.path.lexists(path):
            os.remove(path)
        os.symlink(name, path)
    if "c_api.h" not in found:
        sys.exit(f"{wheel} has no c_api.h")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Renders one notebook with the peers: peers.py TASK NOTEBOOK FOLDER MODE, where TASK is html (nbconvert) or pdf
(pandoc writes Typst markup, Typst sets it) and MODE is cold (once) or warm (again in one process, median)."""

import json
import os
import sys
import time

task, notebook, folder, mode = sys.argv[1:5]
out = os.path.join(folder, "peer." + task)


def html():
    import nbformat
    from nbconvert import HTMLExporter

    body, _ = HTMLExporter().from_notebook_node(nbformat.read(notebook, as_version=4))
    with open(out, "w", encoding="utf-8") as file:
        file.write(body)


def pdf():
    import pypandoc
    import typst

    source = notebook + ".pictures.ipynb"
    markup = os.path.join(folder, "peer.typ")
    media = os.path.join(folder, "media")
    pypandoc.convert_file(
        source, "typst", format="ipynb", outputfile=markup, extra_args=["--standalone", "--extract-media", media]
    )
    typst.compile(markup, output=out, root="/")


work = {"html": html, "pdf": pdf}[task]
work()
if mode == "cold":
    print(json.dumps({"made": f"{task} {os.path.getsize(out) / 2**20:.2f} MB"}))
else:
    runs = []
    for _ in range(3):
        before = time.perf_counter(), sum(os.times()[:4])
        work()
        runs.append((time.perf_counter() - before[0], sum(os.times()[:4]) - before[1]))
    print(json.dumps({"warm": {"wall": sorted(r[0] for r in runs)[1], "cpu": sorted(r[1] for r in runs)[1]}}))

#!/usr/bin/env bash
# Archives an executed notebook and checks it with the community's validators: run.sh EXECUTED.ipynb FOLDER
set -euo pipefail
cd "$(dirname "$0")/../../.."
python=.venv/archive/bin/python
[ -x "$python" ] || python3 -m venv .venv/archive
"$python" -m pip install --quiet --requirement test/interop/archive/requirements.txt
node dist/cli/main.js archive "$1" --out "$2" --author "Carberry, Josiah; 0000-0002-1825-0097; Brown University" \
  --license CC-BY-4.0 --keyword retrieval
"$python" -B test/interop/archive/check.py "$2"

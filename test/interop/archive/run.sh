#!/usr/bin/env bash
# Archives an executed notebook, by `claimbook archive` and as a format of its report, and checks both, and the
# project's own CITATION.cff, with the community's validators: run.sh EXECUTED.ipynb FOLDER
set -euo pipefail
cd "$(dirname "$0")/../../.."
python=.venv/archive/bin/python
[ -x "$python" ] || python3 -m venv .venv/archive
"$python" -m pip install --quiet --requirement test/interop/archive/requirements.txt
node dist/cli/main.js archive "$1" --out "$2" --author "Carberry, Josiah; 0000-0002-1825-0097; Brown University" \
  --license CC-BY-4.0 --keyword retrieval
node dist/cli/main.js report "$1" --format ro-crate --crate "$2.report"
"$python" -B test/interop/archive/check.py "$2" "$2.report" --citation CITATION.cff

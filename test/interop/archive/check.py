"""Checks archives of claimbook with the community's own programs, without network.

    python check.py FOLDER... [--severity required|recommended] [--citation CITATION.cff]

The RO-Crate validator (roc-validator) against RO-Crate 1.2 and the Process Run Crate profile, cffconvert against
CITATION.cff; --citation names a file of its own. The validator fetches RO-Crate's JSON-LD context from w3id.org; here it gets the one that the package
rocrate brings (version 1.3, which defines all that 1.2 does), from this machine. Exit status 0: all is valid.
"""

import argparse
import importlib.resources
import io
import json
import sys
from email.message import Message
from functools import partial
from pathlib import Path
from urllib.response import addinfourl

import rdflib.parser
import requests
from rocrate_validator.utils.http import HttpRequester

CONTEXT = "https://w3id.org/ro/crate/1.2/context"


def offline_context() -> bytes:
    return (importlib.resources.files("rocrate") / "data" / "ro-crate.jsonld").read_bytes()


def serve_context_from_here() -> None:
    body = offline_context()

    def urlopen(request):
        url = request if isinstance(request, str) else request.full_url
        if url != CONTEXT:
            raise OSError(f"no network here, and none is needed: {url}")
        headers = Message()
        headers["Content-Type"] = "application/ld+json"
        return addinfourl(io.BytesIO(body), headers, url, 200)

    rdflib.parser._urlopen = urlopen

    def get(_, url, *args, **kwargs):
        if url != CONTEXT:
            raise OSError(f"no network here, and none is needed: {url}")
        response = requests.Response()
        response.status_code = 200
        response.headers["Content-Type"] = "application/ld+json"
        response.url = url
        response._content = body
        return response

    HttpRequester.get = get


def terms_known(folder: Path) -> list[str]:
    """Keys and types of the metadata that the context does not define: JSON-LD would drop them without a word."""
    known = set(json.loads(offline_context())["@context"]) | {"@id", "@type"}
    graph = json.loads((folder / "ro-crate-metadata.json").read_text())["@graph"]
    unknown = set()
    for entity in graph:
        types = entity["@type"] if isinstance(entity["@type"], list) else [entity["@type"]]
        unknown |= {term for term in [*entity, *types] if term not in known}
    return sorted(unknown)


def validate(folder: Path, profile: str, severity: str) -> list[str]:
    from rocrate_validator import models, services

    settings = services.ValidationSettings(
        rocrate_uri=str(folder),
        profile_identifier=profile,
        requirement_severity=getattr(models.Severity, severity.upper()),
        skip_availability_check=True,
        # The profile builds upon RO-Crate 1.1, of which 1.2 is checked by itself.
        enable_profile_inheritance=False,
    )
    result = services.validate(settings)
    return [f"{issue.severity.name}: {issue.check.identifier}: {issue.message}" for issue in result.get_issues()]


def check_citation(file: Path) -> list[str]:
    from cffconvert import Citation

    try:
        citation = Citation(file.read_text())
        citation.validate()
        if not citation.as_bibtex().startswith("@"):
            return ["CITATION.cff: no BibTeX comes of it"]
    except Exception as error:  # every kind of fault of the file
        return [f"CITATION.cff: {error}"]
    return []


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--citation", type=Path, help="a CITATION.cff of its own")
    parser.add_argument("--severity", choices=["required", "recommended"], default="required")
    args = parser.parse_args()
    serve_context_from_here()
    checks = {}
    for folder in args.folders:
        checks |= {
            f"{folder.name}: {name}": partial(check, folder, *rest)
            for name, check, *rest in [
                ("terms of the JSON-LD context", terms_known),
                ("RO-Crate 1.2", validate, "ro-crate-1.2", args.severity),
                ("Process Run Crate 0.5", validate, "process-run-crate-0.5", args.severity),
                ("CITATION.cff 1.2.0", lambda folder: check_citation(folder / "CITATION.cff")),
            ]
        }
    if args.citation is not None:
        checks[f"{args.citation}"] = partial(check_citation, args.citation)
    failed = 0
    for name, check in checks.items():
        problems = check()
        failed += len(problems) > 0
        print(f"{'FAILED' if problems else 'passed'}  {name}")
        for problem in problems:
            print(f"        {problem}")
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Values inside sentences, as Quarto puts them there: an execute_request with `user_expressions`.

Quarto sends no code, all expressions of a paragraph at once under "0", "1", ..., and leaves `silent` and
`store_history` as jupyter_client has them (its notebook.py, cell_execute_inline); other clients set them.
"""

import pytest
from jupyter_client.manager import start_new_kernel

from conftest import ROOT


@pytest.fixture(scope="module")
def client(kernel):
    manager, client = start_new_kernel(kernel_name=kernel, cwd=str(ROOT))
    yield client
    client.stop_channels()
    manager.shutdown_kernel()


def execute(client, code="", **options):
    """One request. Returns the content of its reply and the iopub messages that belong to it."""
    messages = []
    reply = client.execute_interactive(
        code, output_hook=messages.append, allow_stdin=False, timeout=60, **options
    )
    return reply["content"], messages


def evaluate(client, expressions, **options):
    """As Quarto does. Returns the value or error of each expression."""
    content, messages = execute(client, user_expressions=expressions, **options)
    assert content["status"] == "ok"
    published = [message["msg_type"] for message in messages if message["msg_type"] not in ("status", "execute_input")]
    assert published == []
    assert content["user_expressions"].keys() == expressions.keys()
    return content["user_expressions"]


def test_each_expression_has_its_value(client):
    execute(client, 'const count: number = 41;\nconst name = "claim";\nconst rows = [{ map: 0.5 }];')
    values = evaluate(
        client,
        {
            "0": "count + 1",
            "1": "name",
            "2": "rows[0]!.map.toFixed(2)",
            "3": "await Promise.resolve(count)",
            "4": "rows.map(({ map }) => map)",
        },
    )
    assert {value["status"] for value in values.values()} == {"ok"}
    assert [values[key]["data"]["text/plain"].strip("'\"") for key in "0123"] == ["42", "claim", "0.50", "41"]
    assert "".join(values["4"]["data"]["text/plain"].split()) == "[0.5]"
    assert all(value["metadata"] == {} for value in values.values())


def test_errors_are_reported_for_each_expression_alone(client):
    values = evaluate(
        client,
        {
            "bad": "notDeclared + 1",
            "good": "1 + 1",
            "throws": '(() => { throw new RangeError("on purpose"); })()',
            "syntax": "1 +",
            "last": '"still evaluated"',
        },
    )
    assert {key: value["status"] for key, value in values.items()} == {
        "bad": "error",
        "good": "ok",
        "throws": "error",
        "syntax": "error",
        "last": "ok",
    }
    assert (values["throws"]["ename"], values["throws"]["evalue"]) == ("RangeError", "on purpose")
    assert "notDeclared" in "\n".join([values["bad"]["evalue"], *values["bad"]["traceback"]])
    assert all(isinstance(values[key]["traceback"], list) for key in ("bad", "throws", "syntax"))


@pytest.mark.parametrize("options", [{"silent": True}, {"store_history": False}])
def test_evaluation_leaves_history_and_count_alone(client, options):
    before, _ = execute(client, "1;")
    assert evaluate(client, {"value": "6 * 7"}, **options)["value"]["data"]["text/plain"] == "42"
    after, _ = execute(client, "2;")
    assert after["execution_count"] == before["execution_count"] + 1


def test_greeting_of_quarto_does_no_harm(client):
    """Quarto opens a comm before the first cell; a kernel that does not know the target closes it."""
    message = client.session.msg(
        "comm_open", {"comm_id": "quarto_comm", "target_name": "quarto_kernel_setup", "data": {"options": {}}}
    )
    client.shell_channel.send(message)
    while True:
        answer = client.get_iopub_msg(timeout=60)
        if answer["parent_header"].get("msg_id") == message["header"]["msg_id"]:
            assert answer["msg_type"] in ("status", "comm_close")
            if answer["content"].get("execution_state") == "idle":
                break
    assert evaluate(client, {"0": "1 + 1"})["0"]["data"]["text/plain"] == "2"


def test_expressions_follow_the_code_of_their_request(client):
    content, messages = execute(
        client, 'const fresh = 20;\nconsole.log("printed");', user_expressions={"value": "fresh + 1"}
    )
    assert content["user_expressions"]["value"]["data"]["text/plain"] == "21"
    assert [message["content"]["text"] for message in messages if message["msg_type"] == "stream"] == ["printed\n"]


def test_expressions_of_failed_code_are_not_evaluated(client):
    content, _ = execute(client, 'throw new Error("on purpose");', user_expressions={"value": "1"}, stop_on_error=False)
    assert content["status"] == "error"
    assert not content.get("user_expressions")
    assert evaluate(client, {"value": "2"})["value"]["data"]["text/plain"] == "2"


def test_rich_values_come_with_their_mime_types(client):
    execute(client, 'const rich = { [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>x</b>", "text/plain": "x" }) };')
    assert evaluate(client, {"value": "rich"})["value"]["data"] == {"text/html": "<b>x</b>", "text/plain": "x"}

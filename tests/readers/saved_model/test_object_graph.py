"""Graphs of objects, written with TensorFlow's own messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tensorflow.core.protobuf import saved_model_pb2, saved_object_graph_pb2

from rnnscope.readers.saved_model.checkpoint import Checkpoint
from rnnscope.readers.saved_model.object_graph import ObjectGraph, Variable, read_graph
from rnnscope.readers.saved_model.tensor_bundle import Entry
from rnnscope.untrusted.limits import applied
from rnnscope.untrusted.protobuf import MalformedError

SUFFIX = "/.ATTRIBUTES/VARIABLE_VALUE"


def node(*children: tuple[str, int], **kind: Any) -> Any:
    made = saved_object_graph_pb2.SavedObject(**kind)
    for name, number in children:
        made.children.add(local_name=name, node_id=number)
    return made


def variable(name: str, *sizes: int, unknown: bool = False, trainable: bool = True) -> Any:
    made = saved_object_graph_pb2.SavedVariable(dtype=1, name=name, trainable=trainable)
    made.shape.unknown_rank = unknown
    for size in sizes:
        made.shape.dim.add(size=size)
    return node(variable=made)


def write(path: Path, *nodes: Any) -> Path:
    """Write a SavedModel with something before and after its objects."""
    made = saved_model_pb2.SavedModel(saved_model_schema_version=1)
    graph = made.meta_graphs.add()
    graph.meta_info_def.tags.append("serve")
    graph.graph_def.node.add(name="x" * 5000, op="Const")
    graph.object_graph_def.nodes.extend(nodes)
    graph.object_graph_def.concrete_functions["f"].bound_inputs.append(1)
    path.write_bytes(made.SerializeToString())
    return path


@pytest.fixture
def graph(tmp_path: Path) -> ObjectGraph:
    optimizer = node(("iter", 3))
    optimizer.slot_variables.add(
        original_variable_node_id=2, slot_name="m", slot_variable_node_id=4
    )
    user = saved_object_graph_pb2.SavedUserObject(identifier="_tf_keras_model", metadata="{}")
    return read_graph(
        write(
            tmp_path / "saved_model.pb",
            node(("a.b/c", 2), ("optimizer", 1), ("list", 5), user_object=user),
            optimizer,
            variable("kernel", 3, 4),
            variable("iter", trainable=False),
            variable("kernel/m", 3, 4, trainable=False),
            node(("10", 2), ("2", 1), ("x", 3)),
        )
    )


def test_nodes_are_read(graph: ObjectGraph) -> None:
    root, optimizer, kernel, *_ = graph.nodes
    assert dict(root.children) == {"a.b/c": 2, "optimizer": 1, "list": 5}
    assert (root.identifier, root.metadata) == ("_tf_keras_model", "{}")
    assert optimizer.slots == (4,)
    assert kernel.variable == Variable("kernel", (3, 4), "float32", True)


def test_paths_are_the_keys_of_checkpoints(graph: ObjectGraph) -> None:
    found = graph.paths()
    assert found == {0: "", 2: "a..b.Sc", 1: "optimizer", 5: "list", 3: "optimizer/iter"}
    assert 3 not in graph.paths(frozenset({"optimizer", "x", "2"}))


def test_lists_are_in_the_order_of_their_numbers(graph: ObjectGraph) -> None:
    assert graph.members(5) == [1, 2]
    assert graph.members(None) == []
    assert graph.find(0, "list", "10") == 2
    assert graph.find(0, "none", "10") is None


def test_an_optimizer_has_its_slots(graph: ObjectGraph) -> None:
    found = Checkpoint.of(graph, None).optimizer()
    assert [(tensor.path, tensor.shape) for tensor in found] == [("iter", ()), ("kernel/m", (3, 4))]


def test_a_shape_that_can_change_is_told_by_the_index(tmp_path: Path) -> None:
    found = read_graph(
        write(
            tmp_path / "m",
            node(("w", 1), ("v", 2)),
            variable("w", unknown=True),
            variable("v", 2**64 - 1 - 2**64, 3),
        )
    )
    assert [each.variable and each.variable.shape for each in found.nodes] == [None, None, None]
    index = {f"w{SUFFIX}": Entry((5,), "float32"), f"v{SUFFIX}": Entry((7, 3), "float32")}
    assert [t.shape for t in Checkpoint.of(found, index).tensors.values()] == [(5,), (7, 3)]
    with pytest.raises(MalformedError, match="does not say what shape w has"):
        Checkpoint.of(found, None)


def test_a_scalar_is_no_unknown_shape(tmp_path: Path) -> None:
    found = read_graph(write(tmp_path / "m", node(("w", 1)), variable("w")))
    with pytest.raises(MalformedError, match="not of one model"):
        Checkpoint.of(found, {f"w{SUFFIX}": Entry((5,), "float32")})


@pytest.mark.parametrize("limit", ["graph_bytes", "graph_objects", "graph_fields"])
def test_a_large_graph_is_refused(tmp_path: Path, limit: str) -> None:
    path = write(tmp_path / "m", node(("a", 1)), node(("b", 2)), node())
    reason = f"beyond the limit {limit} of 2"
    with applied({limit: 2}), pytest.raises(MalformedError, match=reason):
        read_graph(path)


def test_a_deep_graph_is_refused(graph: ObjectGraph) -> None:
    reason = "nested too deep, beyond the limit graph_path_characters of 10"
    with applied({"graph_path_characters": 10}), pytest.raises(MalformedError, match=reason):
        graph.paths()

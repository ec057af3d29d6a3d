"""The head of one encoder behind another, which has not learnt the task: a start that knows most of it."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from pipelines.train_paraphrase.network import Batch, Network

RIDGE = 1.0


def transfer(network: Network, teacher: Network, batches: Iterable[Batch]) -> None:
    """Give `network` the head of `teacher`, behind the linear map of its own states that is most like the teacher's.

    By least squares over the tokens of the batches; the map is folded into the layers of the head that read states.
    """
    width = network.bert.config.hidden_size
    square = RIDGE * torch.eye(width + 1)
    product = torch.zeros(width + 1, teacher.bert.config.hidden_size)
    network.eval()
    with torch.no_grad():
        for batch in batches:
            there = batch.mask.bool()
            own, wanted = (each.encoded(batch)[there].float() for each in (network, teacher.eval()))
            own = torch.cat([own, torch.ones(len(own), 1)], 1)
            square += own.T @ own
            product += own.T @ wanted
        found = torch.linalg.solve(square, product)
        for name, part in teacher.named_children():
            if name != "bert":
                getattr(network, name).load_state_dict(part.state_dict())
        for layer in (network.q, network.k, network.proj, network.cls):
            layer.bias += layer.weight @ found[-1]
            layer.weight.copy_(layer.weight @ found[:-1].T)

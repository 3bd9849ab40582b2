"""Samples a second of PyTorch training the zoo's network on random 28x28 images, a cohort of networks in each step: adam, relu, batch 512.
usage: torch_cohort.py METHOD BLOCK PROCESSES THREADS SECONDS

METHOD  grouped          convolutions with a group a network; all networks see the same batch
        grouped-batches  the same, each network sees a batch of its own, as in a zoo
        vmap             torch.func.vmap over the networks' gradients; all networks see the same batch
        vmap-batches     the same, each network sees a batch of its own
BLOCK   networks in a step; samples are counted once for each network"""
import json, os, subprocess, sys, time

# As in torch_train.py: glibc would fault the pages of freed blocks in anew in each step.
KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 31), "MALLOC_TOP_PAD_": str(64 << 20)}
BATCH = 512


def train(method, block, threads, seconds):
    import torch
    from torch.func import functional_call, grad, vmap
    from torch.nn import functional as F

    torch.set_num_threads(threads)
    x, y = torch.rand(60000, 1, 28, 28) * 2 - 1, torch.randint(0, 10, (60000,))
    own = method.endswith("batches")

    def batches():
        while True:
            orders = [torch.randperm(60000) for _ in range(block if own else 1)]
            for i in range(0, 60000 - BATCH + 1, BATCH):
                yield torch.stack([order[i:i + BATCH] for order in orders]) if own else orders[0][i:i + BATCH]

    def weight(fan_in, *shape):
        return (torch.randn(block, *shape) * (2 / fan_in) ** 0.5).requires_grad_()

    def bias(size):
        return torch.zeros(block, size, requires_grad=True)

    weights = [weight(9, 16, 1, 3, 3), bias(16), weight(144, 16, 16, 3, 3), bias(16), weight(144, 16, 16, 3, 3), bias(16), weight(16, 16, 10), bias(10)]
    optimizer = torch.optim.Adam(weights, 1e-3, fused=True)
    flat = lambda tensor: tensor.reshape(-1, *tensor.shape[2:])

    def grouped(rows):
        w1, b1, w2, b2, w3, b3, w4, b4 = weights
        # [batch, networks, 28, 28], each network's image being a group; where all see the same images, an ordinary convolution does.
        h = x[rows, 0].transpose(0, 1).contiguous(memory_format=torch.channels_last) if own else x[rows]
        h = F.relu(F.conv2d(h, flat(w1), flat(b1), 2, groups=block if own else 1))
        h = F.relu(F.conv2d(h, flat(w2), flat(b2), 2, groups=block))
        h = F.relu(F.conv2d(h, flat(w3), flat(b3), 2, groups=block))
        h = h.mean((2, 3)).view(BATCH, block, 16).transpose(0, 1)
        logits = torch.baddbmm(b4[:, None], h, w4)
        labels = y[rows] if own else y[rows].expand(block, BATCH)
        loss = F.cross_entropy(logits.reshape(-1, 10), labels.reshape(-1), reduction="sum") / BATCH
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def loss_of(weights, images, labels):
        w1, b1, w2, b2, w3, b3, w4, b4 = weights
        h = F.relu(F.conv2d(images, w1, b1, 2))
        h = F.relu(F.conv2d(h, w2, b2, 2))
        h = F.relu(F.conv2d(h, w3, b3, 2))
        return F.cross_entropy(h.mean((2, 3)) @ w4 + b4, labels)

    gradients = vmap(grad(loss_of), in_dims=(0, 0, 0) if own else (0, None, None))

    def vmapped(rows):
        for tensor, gradient in zip(weights, gradients([w.detach() for w in weights], x[rows], y[rows])):
            tensor.grad = gradient
        optimizer.step()

    step = vmapped if method.startswith("vmap") else grouped
    steps = batches()
    for _ in range(8):
        step(next(steps))
    count, start = 0, time.time()
    while time.time() - start < seconds:
        step(next(steps))
        count += 1
    print(count * block * BATCH / (time.time() - start))


method, block, processes, threads, seconds = sys.argv[1], *(int(word) for word in sys.argv[2:6])
if len(sys.argv) > 6:  # a child
    train(method, block, threads, seconds)
else:
    children = [subprocess.Popen([sys.executable, __file__, *sys.argv[1:], "child"], env={**os.environ, **KEEP_MEMORY}, stdout=subprocess.PIPE, text=True)
                for _ in range(processes)]
    print(json.dumps({"samplesPerSecond": sum(float(child.communicate()[0].split()[-1]) for child in children)}))

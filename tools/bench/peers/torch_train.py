"""Samples a second of PyTorch training the zoo's network on random 28x28 images: adam, relu, batch 512.
usage: torch_train.py PROCESSES EPOCHS   (one thread a process)"""
import json, os, subprocess, sys, time

# glibc returns freed blocks of a few MB to the system unless told otherwise: then each step faults all its pages in anew, up to ten times as slow.
KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(1 << 30)}

if len(sys.argv) > 3:  # a child
    import torch, torch.nn as nn

    torch.set_num_threads(1)
    x, y = (torch.rand(60000, 28, 28, 1) * 2 - 1).permute(0, 3, 1, 2), torch.randint(0, 10, (60000,))
    conv = lambda i: [nn.Conv2d(i, 16, 3, 2), nn.ReLU()]
    model = nn.Sequential(*conv(1), *conv(16), *conv(16), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10))
    optimizer, loss = torch.optim.Adam(model.parameters(), 1e-3), nn.CrossEntropyLoss()

    def epoch():
        order = torch.randperm(60000)
        for i in range(117):
            rows = order[i * 512:(i + 1) * 512]
            optimizer.zero_grad()
            loss(model(x[rows]), y[rows]).backward()
            optimizer.step()

    epoch()
    start = time.time()
    for _ in range(int(sys.argv[2])):
        epoch()
    print(int(sys.argv[2]) * 117 * 512 / (time.time() - start))
else:
    children = [subprocess.Popen([sys.executable, __file__, *sys.argv[1:], "child"], env={**os.environ, **KEEP_MEMORY}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
                for _ in range(int(sys.argv[1]))]
    print(json.dumps({"samplesPerSecond": sum(float(c.communicate()[0].split()[-1]) for c in children)}))

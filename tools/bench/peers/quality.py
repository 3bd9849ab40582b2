"""How good predictions are on the rows that were not trained on, or on all rows where there are no others."""

import numpy as np


def measured(objective, predictions, targets, trained):
    """The area under the ROC curve and the log loss of two classes, else the mean squared error."""
    first = trained if trained < len(targets) else 0
    p, y = np.asarray(predictions[first:], dtype=np.float64), targets[first:]
    if objective != "binary":
        return {"quality": float(np.mean((p - y) ** 2))}
    _, group, counts = np.unique(p, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[group]
    positives = int((y > 0).sum())
    auc = (ranks[y > 0].sum() - positives * (positives + 1) / 2) / (positives * (len(y) - positives))
    likely = np.clip(np.where(y > 0, p, 1 - p), 1e-15, 1)
    return {"quality": float(auc), "logLoss": float(-np.log(likely).mean())}

"""Records the calls of lightgbm.train that LightGBM's own tests make, for `pnpm bench lightgbm-tests`.

    git clone --depth 1 --recursive https://github.com/microsoft/LightGBM
    pip install lightgbm scikit-learn pytest psutil cloudpickle joblib scipy pandas pyarrow
    python record_lightgbm_tests.py LightGBM/tests/python_package_test recorded

Names of test files behind the folders record these alone, in addition to what the folder holds. Writes to the second folder, for each call whose data and parameters can be written down: N.json with the parameters and the names of its arrays;
N-model.txt and N-predictions.npy, the test's own model and what it predicts (raw scores of the first rows); and N-reference.txt, the model that
LightGBM trains from the same call on one thread, without bundles of features, so that sums are made in one order. Arrays lie in arrays/, each once.
None of the code of the tests is kept.
"""

import hashlib
import json
import pathlib
import sys

import lightgbm
import lightgbm.compat
import lightgbm.engine
import lightgbm.sklearn
import numpy as np
import pandas as pd
import pytest
import scipy.sparse

PREDICTED = 200
MOST_NUMBERS = 20_000_000
SINGLE = {"num_threads": 1, "deterministic": True, "force_row_wise": True, "enable_bundle": False, "verbosity": -1}
SAME_AS = {
    "num_threads": ("num_thread", "nthread", "nthreads", "n_jobs"),
    "force_row_wise": ("force_col_wise",),
    "enable_bundle": ("is_enable_bundle", "bundle"),
    "verbosity": ("verbose",),
}
original_train = lightgbm.engine.train
original_init = lightgbm.Dataset.__init__
# test_sklearn.py of LightGBM's main branch imports names that some releases do not have; without them none of its tests are collected.
NAMES_OF_MAIN = {"DASK_INSTALLED": False, "PYARROW_INSTALLED": False, "pa_array": None, "pa_chunked_array": None, "pa_Table": type("Table", (), {})}
for missing in NAMES_OF_MAIN.keys() - vars(lightgbm.compat).keys():
    setattr(lightgbm.compat, missing, NAMES_OF_MAIN[missing])



class CannotRecord(Exception):
    """Why a call cannot be written down."""


class Recorder:
    def __init__(self, folder):
        self.folder = folder
        self.arrays = folder / "arrays"
        self.arrays.mkdir(parents=True, exist_ok=True)
        self.count = len(list(folder.glob("[0-9]*[0-9].json")))
        self.skipped = {}
        self.test = ""
        self.is_recording = False

    def array(self, values):
        values = np.ascontiguousarray(values)
        name = hashlib.sha1(str(values.shape).encode() + values.dtype.str.encode() + values.tobytes()).hexdigest()[:16] + ".npy"
        path = self.arrays / name
        if not path.exists():
            np.save(path, values)
        return name

    def matrix(self, data):
        """Where a matrix was written, and its columns of categories where it is a table."""
        if isinstance(data, pd.DataFrame):
            columns = [
                column.cat.codes.replace(-1, np.nan) if isinstance(column.dtype, pd.CategoricalDtype) else column
                for _, column in data.items()
            ]
            categorical = [i for i, column in enumerate(data.dtypes) if isinstance(column, pd.CategoricalDtype)]
            values = np.column_stack([np.asarray(column, dtype=np.float64) for column in columns])
            return values, {"dense": self.array(values)}, categorical
        if scipy.sparse.issparse(data):
            kind = "csc" if data.format == "csc" else "csr"
            sparse = data.asformat(kind).astype(np.float64)
            sparse.sort_indices()
            parts = {"pointers": sparse.indptr.astype(np.int32), "indices": sparse.indices.astype(np.int32), "values": sparse.data}
            return sparse, {kind: {name: self.array(part) for name, part in parts.items()}, "shape": list(sparse.shape)}, []
        if isinstance(data, list) and data and all(isinstance(part, np.ndarray) and part.ndim == 2 for part in data):
            data = np.vstack(data)
        if not isinstance(data, (np.ndarray, list)):
            raise CannotRecord(f"data is a {type(data).__name__}")
        values = np.asarray(data)
        if values.ndim != 2 or values.size == 0 or values.size > MOST_NUMBERS:
            raise CannotRecord("data is no small matrix")
        values = values if values.dtype in (np.float32, np.float64) else values.astype(np.float64)
        return values, {"dense": self.array(values)}, []

    def set(self, dataset):
        dataset.construct()
        raw = getattr(dataset, "recorded_data", None)
        if dataset.used_indices is not None:
            whole = dataset.reference
            raw = getattr(whole, "recorded_data", None)
            if isinstance(raw, (np.ndarray, scipy.sparse.csr_matrix)):
                raw = raw[np.asarray(dataset.used_indices)]
            elif isinstance(raw, pd.DataFrame):
                raw = raw.iloc[np.asarray(dataset.used_indices)]
            else:
                raise CannotRecord("a part of a set whose data is gone")
        if raw is None:
            raise CannotRecord("the data is gone")
        values, written, categorical = self.matrix(raw)
        fields = {name: dataset.get_field(name) for name in ("label", "weight", "init_score", "position")}
        group = dataset.get_group()
        if fields["position"] is not None:
            raise CannotRecord("positions of ranking")
        if fields["label"] is None:
            raise CannotRecord("no labels")
        described = {"x": written, "y": self.array(np.asarray(fields["label"], dtype=np.float64))}
        if fields["weight"] is not None:
            described["weights"] = self.array(np.asarray(fields["weight"], dtype=np.float64))
        if fields["init_score"] is not None:
            described["initialScores"] = self.array(np.asarray(fields["init_score"], dtype=np.float64).reshape(values.shape[0], -1, order="F"))
        if group is not None:
            described["groupSizes"] = [int(size) for size in group]
        kwargs = {"label": fields["label"], "weight": fields["weight"], "init_score": fields["init_score"], "group": group}
        return described, values, kwargs, categorical

    def settings(self, params, train_set, init_model, callbacks):
        """The parameters and the rule of early stopping, which training may change."""
        if init_model is not None:
            raise CannotRecord("goes on from a model")
        stopping = None
        for callback in callbacks or []:
            if isinstance(callback, lightgbm.callback._EarlyStoppingCallback):
                delta = callback.min_delta
                if isinstance(delta, list):
                    raise CannotRecord("a list of min_delta")
                stopping = {"rounds": callback.stopping_rounds, "firstMetricOnly": callback.first_metric_only, "minDelta": delta}
            elif isinstance(callback, lightgbm.callback._ResetParameterCallback):
                raise CannotRecord("changes parameters while it trains")
        merged = {**(train_set.params or {}), **params}
        try:
            parameters = json.loads(json.dumps(merged, default=lambda value: value.item() if hasattr(value, "item") else list(value) if isinstance(value, np.ndarray) else unwritable(value)))
        except ValueError as error:
            raise CannotRecord(f"parameters: {error}") from error
        return parameters, stopping

    def call(self, parameters, stopping, train_set, num_boost_round, valid_sets):
        described, values, kwargs, categorical = self.set(train_set)
        given = train_set.categorical_feature
        if given != "auto" and given is not None:
            names = list(train_set.get_feature_name())
            categorical = [names.index(column) if isinstance(column, str) else int(column) for column in given]
        for name in ("categorical_feature", "cat_feature", "categorical_column", "cat_column", "categorical_features"):
            parameters.pop(name, None)
        if categorical:
            parameters["categorical_feature"] = categorical
        held, held_kwargs = [], []
        for valid in valid_sets:
            if valid is train_set:
                continue
            part, part_values, part_kwargs, _ = self.set(valid)
            held.append(part)
            held_kwargs.append((part_values, part_kwargs))
        call = {
            "test": self.test,
            "parameters": parameters,
            "rounds": num_boost_round,
            "training": described,
            **({"validation": held} if held else {}),
            **({"stopping": stopping} if stopping else {}),
        }
        return call, values, kwargs, held_kwargs, categorical

    def reference(self, call, values, kwargs, held, categorical):
        """The model of the same call on one thread."""
        twins = {alias for name in SINGLE for alias in SAME_AS.get(name, ())}
        settings = {name: value for name, value in call["parameters"].items() if name not in twins and name != "categorical_feature"}
        settings.update(SINGLE)
        dataset = lightgbm.Dataset(values, params=settings, categorical_feature=categorical or "auto", free_raw_data=False, **kwargs)
        sets = [dataset.create_valid(part, **part_kwargs) for part, part_kwargs in held]
        callbacks = []
        stopping = call.get("stopping")
        if stopping and sets:
            callbacks.append(lightgbm.early_stopping(stopping["rounds"], stopping["firstMetricOnly"], False, stopping["minDelta"]))
        return original_train(settings, dataset, call["rounds"], valid_sets=sets, callbacks=callbacks)


def unwritable(value):
    raise ValueError(f"a {type(value).__name__} cannot be written")


def whole_model(model):
    """The text with all its trees up to the best round, without what does not decide on predictions."""
    return model.model_to_string(num_iteration=model.best_iteration if model.best_iteration > 0 else -1)


def install(recorder):
    def init(self, data, *args, **kwargs):
        self.recorded_data = data
        original_init(self, data, *args, **kwargs)

    def train(params, train_set, num_boost_round=100, valid_sets=None, valid_names=None, feval=None, init_model=None, keep_training_booster=False, callbacks=None):
        rest = (num_boost_round, valid_sets, valid_names, feval, init_model, keep_training_booster, callbacks)
        if recorder.is_recording:
            return original_train(params, train_set, *rest)
        settings, reason = None, None
        try:
            settings = recorder.settings(params, train_set, init_model, callbacks)
            if feval is not None and settings[1] is not None:
                settings, reason = None, "stops by a metric of Python"
        except CannotRecord as error:
            reason = str(error)
        recorder.is_recording = True
        try:
            model = original_train(params, train_set, *rest)
            if settings is not None:
                sets = valid_sets if isinstance(valid_sets, (list, tuple)) else [] if valid_sets is None else [valid_sets]
                try:
                    keep(recorder, model, *recorder.call(*settings, train_set, num_boost_round, sets))
                except CannotRecord as error:
                    reason = str(error)
        finally:
            recorder.is_recording = False
        if reason is not None:
            recorder.skipped[reason] = recorder.skipped.get(reason, 0) + 1
        return model

    lightgbm.Dataset.__init__ = init
    for module in (lightgbm, lightgbm.engine, lightgbm.sklearn):
        module.train = train


def keep(recorder, model, call, values, kwargs, held, categorical):
    number = recorder.count
    recorder.count += 1
    stem = recorder.folder / f"{number:04d}"
    rows = values[:PREDICTED]
    try:
        text = whole_model(model)
        np.save(f"{stem}-predictions.npy", np.asarray(model.predict(rows, raw_score=True, validate_features=False), dtype=np.float64).reshape(-1))
        pathlib.Path(f"{stem}-model.txt").write_text(text)
        pathlib.Path(f"{stem}-reference.txt").write_text(whole_model(recorder.reference(call, values, kwargs, held, categorical)))
    except Exception as error:
        call["withoutReference"] = f"{type(error).__name__}: {error}"[:200]
    pathlib.Path(f"{stem}.json").write_text(json.dumps(call, indent=1))


class NamesOfTests:
    def __init__(self, recorder):
        self.recorder = recorder

    def pytest_runtest_setup(self, item):
        self.recorder.test = item.nodeid.split("/")[-1]


if __name__ == "__main__":
    tests, folder = map(pathlib.Path, sys.argv[1:3])
    recorder = Recorder(folder.resolve())
    install(recorder)
    names = sys.argv[3:] or ["test_engine.py", "test_sklearn.py", "test_basic.py", "test_callback.py", "test_consistency.py"]
    files = [str(tests / name) for name in names]
    pytest.main([*files, "-q", "--continue-on-collection-errors", "-p", "no:cacheprovider", "--tb=no", "-W", "ignore"], plugins=[NamesOfTests(recorder)])
    summary = {"calls": recorder.count, "not recorded": dict(sorted(recorder.skipped.items(), key=lambda entry: -entry[1]))}
    (recorder.folder / "summary.json").write_text(json.dumps(summary, indent=1))
    print(json.dumps(summary, indent=1))

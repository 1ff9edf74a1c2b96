"""BoARIO's side of the comparison: runs trials on the economy in a folder and prints one object of JSON.

Started by `run` beside this file, in the virtual environment that it makes. Only calls BoARIO, by its documented interface.
"""

import argparse
import json
import logging
import multiprocessing
import random
import time
import warnings

START = time.perf_counter()
import numpy as np
import pandas as pd
import pymrio
from boario import event
from boario.extended_models import ARIOPsiModel
from boario.simulation import Simulation

IMPORTED = time.perf_counter() - START

CATEGORY = "Final consumption expenditure by households"
# Days of inventory of every input, as in the network of oreflow.
INVENTORY = 15
# BoARIO counts the first step as 0 and strikes in the step after `occurrence`; capacity is whole again two steps after `duration`.
DAYS = 10


def system(folder):
    """The economy as pymrio has it, and the industries that are hit."""
    industries = pd.read_csv(f"{folder}/industries.csv")
    flows = pd.read_csv(f"{folder}/flows.csv")
    names = pd.MultiIndex.from_frame(industries[["country", "sector"]], names=["region", "sector"])
    countries = list(dict.fromkeys(industries["country"]))
    bought = np.zeros((len(names), len(names)))
    bought[flows["from"], flows["to"]] = flows["flow"]
    used = np.zeros((len(names), len(countries)))
    used[np.arange(len(names)), industries["country"].map(countries.index)] = industries["demand"]
    users = pd.MultiIndex.from_product([countries, [CATEGORY]], names=["region", "category"])
    table = pymrio.IOSystem(
        Z=pd.DataFrame(bought, index=names, columns=names),
        Y=pd.DataFrame(used, index=names, columns=users),
    )
    # Output, coefficients and the rest; value added is what output leaves over inputs, and BoARIO takes it so.
    table.calc_all()
    off = np.abs(table.x["indout"].to_numpy() / industries["output"].to_numpy() - 1).max()
    if off > 1e-9:
        raise SystemExit(f"output of the table is off by {off:g}")
    entries = bought.size + used.size
    return table, names[industries["hit"] == 1], len(flows) + len(industries), entries


def trial(task):
    """One run: seconds of the processor for making model and simulation and for the steps, loss in days of output, trough in
    percent."""
    table, hit, order, steps, number = (*SYSTEM, *task)
    start = time.process_time()
    model = ARIOPsiModel(
        table,
        order_type=order,
        main_inv_dur=INVENTORY,
        monetary_factor=1,
        temporal_units_by_step=1,
        iotable_year_to_temporal_unit_factor=365,
    )
    simulation = Simulation(model, n_temporal_units_to_sim=steps)
    # From a day that is drawn, the 11th to the 40th.
    occurrence = 9 + random.Random(number).randrange(30)
    shock = pd.Series(0.2, index=hit)
    simulation.add_event(
        event.from_series(
            shock, event_type="arbitrary", occurrence=occurrence, duration=DAYS - 2, recovery_tau=1
        )
    )
    made = time.process_time()
    simulation.loop()
    done = time.process_time()
    if simulation.has_crashed or simulation.current_temporal_unit != steps:
        raise SystemExit("BoARIO did not run all steps")
    lost = 1 - simulation.production_realised.to_numpy().sum(axis=1) / model.X_0.sum()
    return made - start, done - made, float(lost.sum()), float(100 * lost.max())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--order", choices=["alt", "noalt"], default="noalt")
    parser.add_argument("--steps", type=int, default=365)
    parser.add_argument("--trials", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args()
    # It writes a log for every simulation; it shall not cost it time here.
    logging.disable(logging.CRITICAL)
    warnings.filterwarnings("ignore")

    global SYSTEM
    start = time.perf_counter()
    table, hit, links, entries = system(asked.folder)
    SYSTEM = (table, hit)
    read = time.perf_counter() - start

    tasks = [(asked.order, asked.steps, number) for number in range(asked.trials)]
    if asked.processes == 1:
        start = time.perf_counter()
        found = [trial(task) for task in tasks]
    else:
        # Processes that have all imported and read already.
        with multiprocessing.get_context("fork").Pool(asked.processes) as pool:
            pool.map(abs, range(asked.processes), chunksize=1)
            start = time.perf_counter()
            found = pool.map(trial, tasks, chunksize=1)
    ran = time.perf_counter() - start
    made, stepped, lost, trough = (sum(column) / len(found) for column in zip(*found))
    print(
        json.dumps(
            {
                "links": links,
                "entries": entries,
                "steps": asked.steps,
                "trials": len(found),
                "import_s": IMPORTED,
                "read_s": read,
                "model_cpu_s": made,
                "steps_cpu_s": stepped,
                "run_s": ran,
                "lost_days": lost,
                "trough_percent": trough,
            }
        )
    )


if __name__ == "__main__":
    main()

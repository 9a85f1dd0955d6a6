import type fc from "fast-check";
import type { Model } from "../../analysis/model/model.ts";
import type { Question } from "../../analysis/question.ts";
import type { Plan } from "../../plan/plan.ts";
import { networkAsked, networkAskedOf } from "./network/grid.ts";
import { networkVerdict } from "./network/naive.ts";
import { planOfNetworks } from "./network/plan-of.ts";
import { networkWorlds } from "./network/world.ts";
import { objectsAsked, objectsAskedOf } from "./objects/grid.ts";
import { objectsVerdict } from "./objects/naive.ts";
import { planOfObjects } from "./objects/plan-of.ts";
import { objectsWorlds } from "./objects/world.ts";
import { rightsAsked, rightsAskedOf } from "./rights/grid.ts";
import { rightsVerdict } from "./rights/naive.ts";
import { planOfRights } from "./rights/plan-of.ts";
import { rightsWorlds } from "./rights/world.ts";
import type { NaiveVerdict } from "./three.ts";
import { asked, askedOf } from "./whole/grid.ts";
import { naiveVerdict } from "./whole/naive.ts";
import { planOf } from "./whole/plan-of.ts";
import { worlds } from "./whole/world.ts";

/**
 * Kinds of generated worlds. What a world says is all there is; `planOf` writes it down as a program's resources, `expected`
 * answers from the world, and each is asked the same questions, in the order of `asked`.
 */
export interface Kind<W> {
    readonly worlds: fc.Arbitrary<W>;
    readonly planOf: (world: W) => Plan;
    readonly asked: readonly object[];
    /** Nothing where the plan does not have a question's place or object by its name. */
    readonly askedOf: (model: Model) => readonly (Question | undefined)[];
    readonly expected: (world: W) => readonly NaiveVerdict[];
}

/** A bit of everything: one vault, two networks, both access models. */
export const whole = kind(worlds, planOf, asked, askedOf, naiveVerdict);
/** The way to a vault, in all its detail. */
export const network = kind(networkWorlds, planOfNetworks, networkAsked, networkAskedOf, networkVerdict);
/** Who may do what under roles. */
export const rights = kind(rightsWorlds, planOfRights, rightsAsked, rightsAskedOf, rightsVerdict);
/** Objects in all their states, at several moments. */
export const objects = kind(objectsWorlds, planOfObjects, objectsAsked, objectsAskedOf, objectsVerdict);

function kind<W, Q extends object>(
    generated: fc.Arbitrary<W>,
    planOfWorld: (world: W) => Plan,
    questions: readonly Q[],
    resolved: Kind<W>["askedOf"],
    verdict: (world: W, question: Q) => NaiveVerdict,
): Kind<W> {
    return {
        worlds: generated,
        planOf: planOfWorld,
        asked: questions,
        askedOf: resolved,
        expected: (world) => questions.map((question) => verdict(world, question)),
    };
}

import { operations } from "../azure/operations.ts";
import { oracleOf, type Oracle } from "../analysis/evaluate.ts";
import { modelOf, type Model } from "../analysis/model/model.ts";
import { unsure } from "../analysis/model/property.ts";
import type { Caller, Origin, Question } from "../analysis/question.ts";
import { recordStack } from "../recorder/stack.ts";
import { goal } from "./bench.ts";
import type { Bench, Row } from "./bench.ts";
import { cedarOf, type Held, type Request } from "./cedar.ts";
import { root } from "./process.ts";

/** Questions about the recorded plan of `dev`, on one core; Cedar is given the same role assignments. */
export const decisions: Bench = {
    name: "decisions",
    about: "verdicts and complete answers a second on one core, and Cedar's decisions over the same role assignments",
    async run() {
        const { plan } = await recordStack({ folder: root, stack: "dev" });
        const model = modelOf(plan);
        const questions = questionsOf(model);
        const oracle = oracleOf(model);
        const first = rate(questions, (question) => void oracleOf(model).verdict(question), 1);
        const verdicts = rate(questions, (question) => void oracle.verdict(question), 2_000_000);
        const answers = rate(questions, (question) => void oracle.answer(question), 500_000);
        const [once, answeredOnce] = [rateOnce(model, questions, "verdict"), rateOnce(model, questions, "answer")];
        const cedar = cedarOf(rolesOf(model), "dev");
        const requests = requestsOf(model, questions);
        const decided = rate(requests, ({ request }) => void cedar(request), 1);
        return [
            {
                what: "verdicts",
                measured: perSecond(verdicts),
                against: `${questions.length} questions, asked again and again`,
                ...goal("at least 1,000,000/s", verdicts >= 1e6),
            },
            { what: "", measured: perSecond(once), against: "each asked once: what they share is worked out once" },
            { what: "", measured: perSecond(first), against: "each alone: nothing is worked out before" },
            {
                what: "complete answers",
                measured: perSecond(answers),
                against: "again and again",
                ...goal("at least 100,000/s", answers >= 1e5),
            },
            { what: "", measured: perSecond(answeredOnce), against: "each asked once" },
            ...agreement(oracle, requests, cedar),
            {
                what: "Cedar",
                measured: perSecond(decided),
                against: `authorisation alone; a verdict with all its gates is ${(once / decided).toFixed(0)} times as fast asked once, ${(first / decided).toFixed(0)} times alone`,
            },
        ];
    },
};

const seconds = 2;

/** The fastest of several rounds, so that whatever else the machine does counts least. */
function rate<T>(items: readonly T[], ask: (item: T) => void, atLeast: number): number {
    let [asked, best] = [0, 0];
    const end = performance.now() + seconds * 1000;
    while (asked < atLeast || performance.now() < end) {
        const start = performance.now();
        for (const item of items) ask(item);
        best = Math.max(best, items.length / ((performance.now() - start) / 1000));
        asked += items.length;
    }
    return best;
}

/** Every round asks an oracle that has answered nothing yet. */
function rateOnce(model: Model, questions: readonly Question[], ask: "verdict" | "answer"): number {
    const rounds = rate(
        [undefined],
        () => {
            const oracle = oracleOf(model);
            for (const question of questions) oracle[ask](question);
        },
        1,
    );
    return rounds * questions.length;
}

function perSecond(value: number): string {
    return `${Math.round(value).toLocaleString("en")}/s`;
}

function questionsOf(model: Model): readonly Question[] {
    const origins: readonly Origin[] = [
        ...[...model.networks.subnets.values()].map(({ key, name }) => ({ kind: "subnet", key, name }) as const),
        ...[...model.workloads.values()].map(({ urn, name }) => ({ kind: "workload", urn, name }) as const),
        { kind: "internet" },
        { kind: "on-premises" },
    ];
    const principals = new Set(
        model.assignments.all.flatMap(({ principal }) => (principal.kind === "principal" ? [principal.principal] : [])),
    );
    const callers = [...principals, "99999999-0000-4000-8000-000000000000"].map((principal): Caller => ({
        kind: "principal",
        name: principal,
        principals: [principal],
        groups: [],
    }));
    return [...model.vaults.keys()].flatMap((vault) =>
        Object.entries(operations).flatMap(([name, { family, presupposes }]) =>
            origins.flatMap((origin) =>
                callers.map((caller): Question => {
                    const object = presupposes === "vault" ? { vault } : { vault, family, name: "first" };
                    return { origin, caller, operation: { plane: "data", name }, object };
                }),
            ),
        ),
    );
}

function rolesOf({ assignments, vaults }: Model): readonly Held[] {
    return assignments.all.flatMap(({ principal, role, scope, standing }) => {
        if (principal.kind === "unknown" || role === unsure || scope.kind !== "id" || standing.kind !== "active")
            return [];
        const own = [...vaults.values()].some(({ id }) => id !== undefined && `${scope.id}/`.startsWith(`${id}/`));
        const above = [...vaults.values()].some(({ id }) => id?.startsWith(`${scope.id}/`) === true);
        if (!own && !above) return [];
        return role.permissions.map(({ dataActions, notDataActions }) => ({
            principal: principal.principal,
            dataActions,
            notDataActions,
            scope: scope.id,
        }));
    });
}

interface Pair {
    readonly question: Question;
    readonly request: Request;
}

/** Cedar is asked once for each caller, operation and object: places are no matter of roles. */
function requestsOf(model: Model, questions: readonly Question[]): readonly Pair[] {
    return questions.flatMap((question) => {
        const { origin, caller, operation, object } = question;
        if (origin.kind !== "internet" || caller.kind !== "principal" || operation.plane !== "data") return [];
        const id = model.vaults.get(object.vault)?.id ?? "";
        const { dataAction, scope } = operations[operation.name as keyof typeof operations];
        const resource = scope === "vault" || object.name === undefined ? id : `${id}/${object.family}/${object.name}`;
        return [{ question, request: { principals: caller.principals, action: dataAction, resource } }];
    });
}

/** Both must say the same of every authorisation. */
function agreement(oracle: Oracle, pairs: readonly Pair[], cedar: (request: Request) => boolean): readonly Row[] {
    const differing = pairs.filter(({ question, request }) => {
        const outcome = oracle.answer(question).gates.find(({ gate }) => gate === "authorization")?.outcome;
        return outcome !== (cedar(request) ? "passed" : "stopped");
    });
    const same = pairs.length - differing.length;
    return [
        {
            what: "authorisations",
            measured: `${same} of ${pairs.length} as Cedar decides`,
            ...goal("all", differing.length === 0),
        },
    ];
}

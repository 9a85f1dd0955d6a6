import type { Caller, Operation, Origin, Question } from "../../analysis/question.ts";
import type { Model } from "../../analysis/model/model.ts";
import { dateWords } from "../sentences/sentences.ts";
import { callOf } from "../summary/call.ts";
import { listed, rangeWords } from "../words.ts";

/** A question part by part, in words. */
export function questionParts(
    model: Model,
    { origin, caller, operation, object, moment }: Question,
): readonly (readonly [part: string, words: string])[] {
    const vault = model.vaults.get(object.vault)?.name ?? object.vault;
    const asked = [
        vault,
        ...(object.name === undefined ? [] : [object.family ?? "", object.name]),
        ...(object.version === undefined ? [] : [object.version]),
    ];
    return [
        ["from", originWords(model, origin)],
        ["as", callerWords(caller)],
        ["do", operationWords(operation)],
        ["on", asked.join("/")],
        ...(moment === undefined ? [] : [["at", dateWords(moment)] as const]),
    ];
}

function originWords(model: Model, origin: Origin): string {
    switch (origin.kind) {
        case "subnet":
            return `subnet ${origin.name}`;
        case "workload": {
            const resource = model.resources.byUrn.get(origin.urn);
            return resource === undefined ? origin.name : callOf(resource);
        }
        case "address":
            return rangeWords(origin.range);
        case "internet":
            return "an address on the Internet that no rule names";
        case "on-premises":
            return `a local network${origin.range === undefined ? "" : `, ${rangeWords(origin.range)} on the Internet`}`;
        case "service":
            return `${origin.name}, in its listed scenario`;
        case "browser":
            return `a browser on ${originWords(model, origin.at)}`;
    }
}

function callerWords(caller: Caller): string {
    if (caller.kind === "anonymous") return "nobody: without a token";
    const { name, groups, through } = caller;
    return [
        name,
        ...(groups.length === 0 ? [] : [`in group${groups.length === 1 ? "" : "s"} ${listed(groups)}`]),
        ...(through === undefined ? [] : [`through application ${through}`]),
    ].join(", ");
}

function operationWords(operation: Operation): string {
    return operation.plane === "data" ? operation.name : operation.action;
}

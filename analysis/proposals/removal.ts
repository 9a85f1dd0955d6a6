import { change, type Change } from "../changes.ts";
import type { Model } from "../model/model.ts";
import { logicalName } from "../model/resources.ts";

/** A resource of the plan taken out of it. */
export function removal(model: Model, urn: string): Change {
    const { type } = model.resources.byUrn.get(urn)!;
    return change({ code: "remove-resource", name: logicalName(urn), type }, { edit: "remove resource", urn });
}

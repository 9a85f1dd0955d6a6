import type { Because, NotAsked } from "../../analysis/reason.ts";
import { authorizationDetails, authorizationSentences } from "./authorization.ts";
import { dnsSentences } from "./dns.ts";
import { networkSentences } from "./network.ts";
import { authenticationSentences, pathSentences } from "./path.ts";
import { sentence, type Names, type Sentences } from "./sentences.ts";
import { stateSentences } from "./state.ts";

const notAsked: Sentences<NotAsked> = {
    "control-plane": () => "Not asked on the control plane.",
};

const sentences: Sentences<Because> = {
    ...notAsked,
    ...dnsSentences,
    ...pathSentences,
    ...authenticationSentences,
    ...networkSentences,
    ...authorizationSentences,
    ...stateSentences,
};

/** Why a gate has its outcome, in a sentence. */
export function becauseSentence(because: Because, names: Names): string {
    return sentence(sentences, because, names);
}

/** What belongs to the sentence and is more than one: the possibilities left open, what nearly grants. */
export function becauseDetails(because: Because, names: Names): readonly string[] {
    if ("reasons" in because) return because.reasons.map((reason) => becauseSentence(reason, names));
    return "nearMisses" in because ? authorizationDetails(because, names) : [];
}

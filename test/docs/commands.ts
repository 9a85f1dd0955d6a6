/** Command lines as the documents show them. */

/** The stack that a command of Pulumi or of an npm script names, if it names one. */
export function parseStackName(command: string): readonly string[] {
    if (!/^(npm run|pulumi)\b/.test(command)) return [];
    const named = /--stack[ =]([\w-]+)/.exec(command)?.[1] ?? /^pulumi stack init ([\w-]+)/.exec(command)?.[1];
    return named === undefined ? [] : [named];
}

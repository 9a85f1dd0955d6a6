/** A question in the words of the command line. */
export interface Words {
    readonly from: string;
    readonly as: string;
    readonly do: string;
    readonly on: string;
    /** GUIDs of groups. */
    readonly groups?: readonly string[];
    /** Client id of the application that acts for the caller. */
    readonly through?: string;
    /** ISO 8601. */
    readonly at?: string;
}

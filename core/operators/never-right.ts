/** The program is wrong whatever the machine does: a run that begins again from a checkpoint, behind what showed it, would not see it. */
export class NeverRight extends TypeError {}

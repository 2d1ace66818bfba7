/**
 * A program that sends the readings of a whole house needs a tenth of this. Reads are not counted:
 * a count is a durable write, which costs as much as the read itself.
 */
export const writesPerMinute = 300;

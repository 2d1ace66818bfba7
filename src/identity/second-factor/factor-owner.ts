import type { Actor } from '#src/actor.ts';
import type { OwnerColumns } from '#src/db/schema/second-factors.ts';

/** Whose factors they are: a resident's or a member of staff's, who are asked for them alike. */
export type FactorOwner = {
  kind: 'user' | 'staff';
  id: number;
  /** Who acts: the owner, or who resets the factors for them. */
  actor: Actor;
  /** The name of the entry in the person's application, and where letters go. */
  email: string;
};

export type OwnerId = Pick<FactorOwner, 'kind' | 'id'>;

export const ownerColumns = ({ kind, id }: OwnerId): OwnerColumns => ({
  owner_kind: kind,
  owner_id: id,
});

//! Who may see that someone types.

use common::{
    ids::UserId,
    limits::TYPING_MEMBERS,
    model::{ConversationKind, Member, conversation::is_accepted},
};

use super::Company;

/// What is known of someone who types.
#[derive(Clone, Copy, Debug)]
pub struct Typer {
    /// Who.
    pub user: UserId,
    /// They chose to be invisible.
    pub hides: bool,
}

/// Everyone who may see `typer` in a conversation of these members, each with what they set there about typing. `shows` says whether the
/// two let each other see such a thing at all.
pub fn company(
    typer: Typer,
    kind: ConversationKind,
    members: &[(Member, Option<bool>)],
    shows: impl Fn(UserId) -> bool,
) -> Company {
    let set_for = |user| members.iter().find(|(member, _)| member.user == user);
    let plain: Vec<Member> = members.iter().map(|(member, _)| *member).collect();
    // Someone who is not in it has not set anything, and is seen by nobody.
    let gives = set_for(typer.user).is_some_and(|(_, typing)| *typing != Some(false));
    let may = gives && !typer.hides && members.len() <= TYPING_MEMBERS && is_accepted(kind, &plain);
    let viewers = members.iter().filter(|(member, typing)| {
        // What one does not show, one does not see.
        may && member.user != typer.user && *typing != Some(false) && shows(member.user)
    });
    Company {
        viewers: viewers.map(|(member, _)| member.user).collect(),
        members: plain.iter().map(|member| member.user).collect(),
    }
}

#[cfg(test)]
mod tests;

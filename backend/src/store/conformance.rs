//! What every store promises: one suite, run on every engine.
//!
//! [`store_conformance!`] takes an expression that opens a fresh, empty store. A law is an `async fn` over `&dyn Store`; to add one, write
//! it in the file of its aggregate and name it in the macro.

pub(crate) mod accounts;
pub(crate) mod conversations;
pub(crate) mod credentials;
pub(crate) mod logs;
pub(crate) mod messages;
pub(crate) mod own;
pub(crate) mod people;
pub(crate) mod pictures;
pub(crate) mod receipts;
pub(crate) mod retention;
pub(crate) mod sessions;
pub(crate) mod signs;
pub(crate) mod standing;
pub(crate) mod world;

/// Runs every law on the store that `$open` opens: an expression of type `(Arc<dyn Store>, impl Sized)`, whose second part is kept alive.
macro_rules! store_conformance {
    ($name:ident, $open:expr) => {
        mod $name {
            use crate::store::conformance::{
                accounts, conversations, credentials, logs, messages, own, people, pictures,
                receipts, retention, sessions, signs, standing,
            };

            $crate::store::conformance::laws! { $open;
                accounts::an_account_is_found_by_id_and_by_whatever_looks_like_its_name,
                accounts::names_that_look_alike_cannot_both_exist,
                accounts::people_are_found_by_the_beginnings_of_words,
                accounts::passwords_and_disabling_are_kept,
                sessions::a_session_is_found_by_its_token_until_it_is_closed,
                sessions::only_the_credential_of_now_opens_a_session,
                sessions::signed_in_is_who_has_a_session_and_is_not_disabled,
                sessions::last_seen_never_goes_back,
                sessions::r10_sessions_survive_any_clock,
                sessions::a_person_ends_their_own_sessions_and_no_others,
                credentials::u4_a_new_password_leaves_one_session_under_another_token,
                credentials::u8_codes_open_their_own_account_while_they_are_valid,
                credentials::u9_a_code_is_used_once_in_a_hundred_tries_at_once,
                conversations::a_pair_has_one_conversation_whoever_asks_and_even_at_once,
                conversations::nobody_talks_to_someone_who_is_not_there,
                conversations::both_hear_that_the_conversation_came_to_be,
                messages::i1_i2_places_are_dense_under_concurrent_appends,
                messages::n1_a_repeated_key_stores_one_message,
                messages::n2_a_key_says_one_thing_in_one_place,
                messages::a_repeat_succeeds_after_edit_and_deletion,
                messages::only_members_write_and_foreign_ids_look_like_none,
                messages::a_reply_points_at_something_there_is,
                messages::r10_order_does_not_depend_on_the_clock,
                people::consent_is_an_event_and_happens_once,
                people::contacts_may_write,
                people::a_block_is_between_two_and_both_ways,
                people::lists_have_an_end,
                people::what_two_are_to_each_other,
                pictures::a_new_picture_takes_the_place_of_the_old_one,
                pictures::a_picture_is_seen_by_whom_its_owner_talks_with,
                pictures::contacts_see_each_other_and_one_alone_shows_nothing,
                own::a_name_changes_for_everyone_and_for_the_search,
                own::settings_are_the_persons_own,
                own::nobody_declines_what_they_agreed_to,
                people::one_message_asks_and_the_rest_needs_an_answer,
                people::a_block_is_seen_by_the_next_message_of_either,
                people::so_many_strangers_are_asked_within_a_day,
                own::drafts_stand_beside_those_they_did_not_know,
                own::reports_are_kept_with_their_names,
                signs::what_presence_hangs_on,
                signs::what_typing_hangs_on,
                logs::the_list_is_as_of_now,
                logs::what_cannot_be_told_by_events_is_not_told_by_events,
                logs::i3_the_log_folds_to_the_snapshot,
                logs::a_deleted_text_is_in_no_log,
                logs::the_epoch_is_the_databases,
                conversations::several_are_read_as_one_is,
                conversations::of_long_ones_fewer_are_read_than_were_asked_for,
                receipts::places_never_go_back_and_old_news_says_nothing,
                receipts::r10_reading_does_not_depend_on_the_clock,
                receipts::a_place_that_is_not_there_moves_nothing,
                standing::i4_unread_is_what_the_fold_counts,
                standing::what_a_message_calls_on_is_counted_until_it_is_read,
                receipts::before_acceptance_nothing_is_known,
                receipts::a_mark_moves_no_place_and_reading_takes_it_away,
                receipts::sending_reads_what_was_read_before,
                standing::what_changed_since_a_number_is_told,
                standing::traces_tell_who_got_an_entry_and_when,
                retention::old_changes_are_forgotten_and_younger_ones_still_told,
                retention::a_long_log_keeps_its_end,
                retention::i2_the_last_change_stays_and_the_count_goes_on,
                retention::more_than_one_stretch_is_walked_through,
                retention::old_times_of_receipts_are_forgotten_and_none_is_made_up,
                retention::dead_sessions_are_forgotten_and_no_others,
            }
        }
    };
}
pub(crate) use store_conformance;

/// Names each law as a test.
macro_rules! laws {
    ($open:expr; $($file:ident::$law:ident),+ $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $law() {
                let (store, _kept) = $open;
                $file::$law(store).await;
            }
        )+
    };
}
pub(crate) use laws;

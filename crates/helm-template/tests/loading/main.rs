//! What is loaded, merged and written is compared with a real helm, where there is one: the program
//! that the environment variable `HELM` names, or `helm` of the search path.

mod cases;
mod charts;
mod decode;
mod encode;
mod helm;
mod here;
mod recorded;
mod schema;
mod schemas;
mod schemas_4;
mod set;
mod texts;

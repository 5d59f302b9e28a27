/** The resident pages: little script, all of it optional. */

import "bootstrap-icons/font/bootstrap-icons.css";
import "../styles/public.scss";
import { wireButtons } from "./buttons";
import { keepDrafts } from "./drafts";
import { mindForms } from "./forms";
import { offerLargeType } from "./large_type";
import { preparePhotos } from "./photos";
import { findPositions } from "./position";
import { takeSignatures } from "./signature";

offerLargeType();
keepDrafts();
mindForms();
wireButtons();
preparePhotos();
findPositions();
takeSignatures();
